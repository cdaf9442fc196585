package dev.omnihuman.settings;

/**
 * Where a JMS broker is found.
 *
 * @param url as Artemis' client understands it; holds no secret
 * @param user who we are to it, or empty text
 * @param passwordFile holds the password, or empty text
 * @param fileSetting the key that names the file
 */
public record JmsBroker(String url, String user, String passwordFile, String fileSetting) {}

package dev.omnihuman.settings;

/**
 * Where a JMS broker is found.
 *
 * @param setting the beginning of the keys that say so, for messages
 * @param url as Artemis' client understands it; holds no secret
 * @param user who we are to it, or empty text
 * @param passwordFile holds the password, or empty text
 */
public record JmsBroker(String setting, String url, String user, String passwordFile) {}

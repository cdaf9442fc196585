package dev.omnihuman.settings;

/**
 * Where Kafka is found.
 *
 * @param brokers {@code HOST:PORT}, with commas between
 * @param propertiesFile further properties of Kafka's client, secrets among them; or empty text
 * @param fileSetting the key that names the file
 */
public record KafkaBroker(String brokers, String propertiesFile, String fileSetting) {}

package dev.omnihuman.settings;

/**
 * Where Kafka is found.
 *
 * @param setting the beginning of the keys that say so, for messages
 * @param brokers {@code HOST:PORT}, with commas between
 * @param propertiesFile further properties of Kafka's client, secrets among them; or empty text
 */
public record KafkaBroker(String setting, String brokers, String propertiesFile) {}

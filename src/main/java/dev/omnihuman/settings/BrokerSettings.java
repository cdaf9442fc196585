package dev.omnihuman.settings;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where brokers are found, and checks names that become parts of endpoints. */
final class BrokerSettings {

  private static final String HOST_AND_PORT = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):\\d{1,5}";
  private static final Pattern BROKERS =
      Pattern.compile(HOST_AND_PORT + "(\\s*,\\s*" + HOST_AND_PORT + ")*");

  /** Kafka's own rule. */
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9._/-]{1,200}");
  private static final Pattern DESTINATION = Pattern.compile("(queue|topic):" + QUEUE);

  /** Printable ASCII without a space. */
  private static final Pattern JMS_URL = Pattern.compile("\\(?tcp://[\\x21-\\x7e]+");

  private static final Pattern SECRET_IN_URL =
      Pattern.compile("(?i).*@.*|.*[?&;][^=&;]*(user|password|secret)[^=&;]*=.*");

  private final PropertyFiles properties;

  BrokerSettings(PropertyFiles properties) {
    this.properties = properties;
  }

  /** Null if no broker is named. */
  @Nullable KafkaBroker kafka(String brokersKey, String fileKey) {
    String brokers = properties.get(brokersKey);
    if (brokers.isEmpty()) {
      return null;
    }
    if (!BROKERS.matcher(brokers).matches()) {
      throw Quantities.bad(brokersKey, brokers, "HOST:PORT, several with commas between");
    }
    return new KafkaBroker(brokers, properties.get(fileKey), fileKey);
  }

  /** Null if no broker is named. */
  @Nullable JmsBroker jms(String urlKey, String userKey, String fileKey) {
    String url = properties.get(urlKey);
    if (url.isEmpty()) {
      return null;
    }
    if (!JMS_URL.matcher(url).matches() || SECRET_IN_URL.matcher(url).matches()) {
      // What was found is not told: it may hold a password.
      throw new SettingsException(
          urlKey
              + ": found something else, allowed: tcp://HOST:PORT, perhaps with parameters as"
              + " Artemis' client knows them, or (tcp://…,tcp://…); user and passwords stand"
              + " elsewhere");
    }
    String user = properties.get(userKey);
    String file = properties.get(fileKey);
    if (user.isEmpty() != file.isEmpty()) {
      throw new SettingsException(
          "%s and %s go together: one of them is empty".formatted(userKey, fileKey));
    }
    return new JmsBroker(url, user, file, fileKey);
  }

  /** The name of a topic of Kafka. */
  String topic(String key) {
    return matching(key, TOPIC, "a topic's name: letters, digits, '.', '_', '-', at most 249");
  }

  /** The name of a queue of JMS. */
  String queue(String key) {
    return matching(key, QUEUE, "a queue's name: letters, digits, '.', '_', '-', '/'");
  }

  /** A queue or a topic of JMS. */
  String destination(String key) {
    return matching(
        key, DESTINATION, "queue:NAME or topic:NAME, the name of letters, digits, '.', '_', '-'");
  }

  private String matching(String key, Pattern rule, String allowed) {
    String text = properties.get(key);
    if (!rule.matcher(text).matches()) {
      throw Quantities.bad(key, text, allowed);
    }
    return text;
  }
}

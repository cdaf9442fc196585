package dev.omnihuman.settings;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** By what jobs come in besides the folder, as people set it. */
public final class IntakeSettings {

  /** Nothing comes in but by the folder. */
  public static final Map<String, String> FOLDER_ALONE =
      Map.of(
          "omnihuman.intake.kafka.brokers", "",
          "omnihuman.intake.jms.url", "",
          "omnihuman.intake.http", "off");

  private IntakeSettings() {}

  static Settings.Messages of(PropertyFiles properties, Quantities quantities) {
    BrokerSettings brokers = new BrokerSettings(properties);
    if (http(quantities) && properties.get("omnihuman.http.port").equals("0")) {
      throw Quantities.bad(
          "omnihuman.intake.http", "on", "off, because omnihuman.http.port opens no port");
    }
    return new Settings.Messages(
        kafka(properties, brokers), jms(properties, brokers), http(quantities));
  }

  private static @Nullable KafkaBroker kafka(PropertyFiles properties, BrokerSettings brokers) {
    // The routes name them; here they are checked before Camel starts.
    brokers.topic("omnihuman.intake.kafka.group");
    String jobs = brokers.topic("omnihuman.intake.kafka.topic");
    requireOther(properties, "omnihuman.intake.kafka.dead-letter", jobs);
    brokers.topic("omnihuman.intake.kafka.dead-letter");
    return brokers.kafka(
        "omnihuman.intake.kafka.brokers", "omnihuman.intake.kafka.properties-file");
  }

  private static @Nullable JmsBroker jms(PropertyFiles properties, BrokerSettings brokers) {
    String jobs = brokers.queue("omnihuman.intake.jms.queue");
    requireOther(properties, "omnihuman.intake.jms.dead-letter", jobs);
    brokers.queue("omnihuman.intake.jms.dead-letter");
    return brokers.jms(
        "omnihuman.intake.jms.url",
        "omnihuman.intake.jms.user",
        "omnihuman.intake.jms.password-file");
  }

  /** A dead letter among the jobs would be one again, for ever. */
  private static void requireOther(PropertyFiles properties, String key, String jobs) {
    if (properties.get(key).equals(jobs)) {
      throw Quantities.bad(key, jobs, "another name than that of the jobs");
    }
  }

  private static boolean http(Quantities quantities) {
    return quantities.word("omnihuman.intake.http", "off", "on").equals("on");
  }
}

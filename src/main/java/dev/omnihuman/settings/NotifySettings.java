package dev.omnihuman.settings;

import dev.omnihuman.job.Topic;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who is told of what, as people set it. */
final class NotifySettings {

  private static final String URL = "omnihuman.notify.url";
  private static final String EVENTS = "omnihuman.notify.events";

  private NotifySettings() {}

  static Settings.Notify of(PropertyFiles properties, Quantities quantities) {
    return new Settings.Notify(
        url(properties.get(URL)),
        topics(properties.get(EVENTS)),
        properties.get("omnihuman.notify.token-file"),
        quantities.durationOrZero("omnihuman.notify.drain-wait"),
        kafka(new BrokerSettings(properties)),
        jms(new BrokerSettings(properties)));
  }

  private static @Nullable KafkaBroker kafka(BrokerSettings brokers) {
    // The route names it; here it is checked before Camel starts.
    brokers.topic("omnihuman.notify.kafka.topic");
    return brokers.kafka(
        "omnihuman.notify.kafka.brokers", "omnihuman.notify.kafka.properties-file");
  }

  private static @Nullable JmsBroker jms(BrokerSettings brokers) {
    brokers.destination("omnihuman.notify.jms.destination");
    return brokers.jms(
        "omnihuman.notify.jms.url",
        "omnihuman.notify.jms.user",
        "omnihuman.notify.jms.password-file");
  }

  private static @Nullable URI url(String text) {
    if (text.isEmpty()) {
      return null;
    }
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw badUrl();
    }
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    // A relay on the same machine needs no certificate; elsewhere token and events would lie open.
    boolean http =
        "http".equalsIgnoreCase(url.getScheme())
            && url.getHost() != null
            && Loopback.isLoopback(url.getHost());
    if (url.getHost() == null
        || url.getPort() > 65_535
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null
        || !(https || http)) {
      throw badUrl();
    }
    return url;
  }

  /** What was found is not told: people put secrets into such addresses. */
  private static SettingsException badUrl() {
    return new SettingsException(
        URL
            + ": found something else, allowed: https://HOST, perhaps with a port, a path and a"
            + " query, or the same with http to a loopback address; no user name, no fragment");
  }

  private static Set<Topic> topics(String text) {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    for (String part : text.split(",")) {
      String word = part.trim();
      List<Topic> named =
          Arrays.stream(Topic.values()).filter(topic -> topic.word().equals(word)).toList();
      if (named.isEmpty() && !word.isEmpty()) {
        throw Quantities.bad(EVENTS, word, words());
      }
      topics.addAll(named);
    }
    return topics;
  }

  private static String words() {
    return Arrays.stream(Topic.values())
        .map(Topic::word)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}

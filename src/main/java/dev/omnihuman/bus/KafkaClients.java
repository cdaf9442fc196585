package dev.omnihuman.bus;

import dev.omnihuman.settings.KafkaBroker;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes our clients of one Kafka. What people set in their file goes before Camel's defaults and
 * before ours; what the promises rest on goes before their file. Secrets stand in the clients
 * alone, not in an endpoint's address, on an exchange or in a log.
 */
public final class KafkaClients implements KafkaClientFactory {

  /** A broker that is there answers sooner; one that is not must not hold up the end for long. */
  private static final Map<String, String> OUR_DEFAULTS =
      Map.of(
          CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, "10000",
          CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");

  private static final Map<String, String> OF_PRODUCERS =
      Map.of(
          ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000",
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000",
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");

  /** What a killed program was reading is handed to the next one after so long. */
  private static final Map<String, String> OF_CONSUMERS =
      Map.of(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "15000");

  /** What was confirmed is on all replicas, once, and in the order in which it was sent. */
  private static final Map<String, String> FIXED_OF_PRODUCERS =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          "true",
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          "5",
          ProducerConfig.RETRIES_CONFIG,
          String.valueOf(Integer.MAX_VALUE),
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          StringSerializer.class.getName(),
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          StringSerializer.class.getName());

  /** Nothing counts as read before we say so. What bytes mean is found out by us, with words. */
  private static final Map<String, String> FIXED_OF_CONSUMERS =
      Map.of(
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName(),
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());

  private final KafkaBroker broker;
  private final Properties ofPeople;
  private final List<Producer<?, ?>> producers = new CopyOnWriteArrayList<>();

  /**
   * @throws SettingsException if the file of properties cannot be read
   */
  public KafkaClients(KafkaBroker broker) {
    this.broker = broker;
    this.ofPeople = read(broker);
  }

  private static Properties read(KafkaBroker broker) {
    Properties read = new Properties();
    if (broker.propertiesFile().isEmpty()) {
      return read;
    }
    try (Reader reader = Files.newBufferedReader(Path.of(broker.propertiesFile()))) {
      read.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      // Not its words: they may quote a line of the file.
      throw new SettingsException(
          "%s: %s cannot be read (%s)"
              .formatted(
                  broker.fileSetting(), broker.propertiesFile(), e.getClass().getSimpleName()));
    }
    return read;
  }

  private Properties over(
      Properties camels, Map<String, String> defaults, Map<String, String> fixed) {
    Properties all = new Properties();
    all.putAll(camels);
    all.putAll(OUR_DEFAULTS);
    all.putAll(defaults);
    all.putAll(ofPeople);
    all.putAll(fixed);
    all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker.brokers());
    return all;
  }

  @Override
  public Producer<?, ?> getProducer(Properties camels) {
    Properties all = over(camels, OF_PRODUCERS, FIXED_OF_PRODUCERS);
    all.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    Producer<?, ?> producer = new KafkaProducer<>(all);
    producers.add(producer);
    return producer;
  }

  @Override
  public Consumer<?, ?> getConsumer(Properties camels) {
    return new KafkaConsumer<>(over(camels, OF_CONSUMERS, FIXED_OF_CONSUMERS));
  }

  @Override
  public String getBrokers(KafkaConfiguration configuration) {
    return broker.brokers();
  }

  /** Breaks off what is being sent, now and from now on. */
  public void abort() {
    producers.forEach(producer -> producer.close(Duration.ZERO));
  }
}

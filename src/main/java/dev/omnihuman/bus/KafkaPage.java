package dev.omnihuman.bus;

import dev.omnihuman.intake.Message;
import dev.omnihuman.intake.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualSyncCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Records that Kafka has handed over together. It counts them as read when they are confirmed, and
 * hands them over again if they are not.
 */
final class KafkaPage {

  private static final int LONGEST_TOPIC_IN_NAME = 60;

  private final List<Message> messages = new ArrayList<>();

  /** Of each partition the latest: what lies before it is confirmed with it. */
  private final Map<TopicPartition, DefaultKafkaManualSyncCommit> latest = new LinkedHashMap<>();

  /**
   * @param records as Camel's consumer hands over many at once
   */
  static KafkaPage of(List<Exchange> records) {
    KafkaPage page = new KafkaPage();
    for (Exchange record : records) {
      // Not the headers kafka.TOPIC and so on, which stand beside those of the sender.
      DefaultKafkaManualSyncCommit position =
          record
              .getMessage()
              .getHeader(KafkaConstants.MANUAL_COMMIT, DefaultKafkaManualSyncCommit.class);
      page.messages.add(message(position, record.getMessage().getBody(byte[].class)));
      page.latest.put(position.getPartition(), position);
    }
    return page;
  }

  /**
   * With the bytes in its id: a topic that was made anew counts from 0 again, and what lies there
   * now is not what lay there before.
   */
  private static Message message(DefaultKafkaManualSyncCommit position, byte @Nullable [] text) {
    TopicPartition partition = position.getPartition();
    String place =
        "%s/%d/%d".formatted(partition.topic(), partition.partition(), position.getRecordOffset());
    String id = "kafka:%s:%s".formatted(place, text == null ? "none" : Names.of(text));
    String topic = partition.topic();
    String stem =
        "kafka-%s-%d-%d-%s"
            .formatted(
                topic.substring(0, Math.min(topic.length(), LONGEST_TOPIC_IN_NAME)),
                partition.partition(),
                position.getRecordOffset(),
                Names.of(id));
    return new Message(id, stem, text);
  }

  List<Message> messages() {
    return messages;
  }

  /** From now on Kafka counts them as read. */
  void confirm() {
    latest.values().forEach(KafkaManualCommit::commit);
  }
}

package dev.omnihuman.app;

import dev.omnihuman.bus.DeadLetters;
import dev.omnihuman.bus.JmsConnections;
import dev.omnihuman.bus.JmsJobs;
import dev.omnihuman.bus.KafkaClients;
import dev.omnihuman.bus.KafkaJobs;
import dev.omnihuman.intake.MessageIntake;
import dev.omnihuman.settings.JmsBroker;
import dev.omnihuman.settings.KafkaBroker;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.web.JobPosts;
import dev.omnihuman.web.WebPart;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** Jobs that come in as messages, where people have set that they do. */
final class BusIn {

  private final Settings.Messages settings;
  private final MessageIntake intake;
  private final BooleanSupplier drained;

  /**
   * @param drained whether this node shall begin nothing more, and leave messages to the others
   */
  BusIn(Settings.Messages settings, MessageIntake intake, BooleanSupplier drained) {
    this.settings = settings;
    this.intake = intake;
    this.drained = drained;
  }

  /** Before what serves the same address for looking. */
  List<WebPart> parts() {
    return settings.http() ? List.of(new JobPosts(intake, drained)) : List.of();
  }

  /**
   * @param closings gets what is to be done at the end, when no route runs any more
   * @throws dev.omnihuman.settings.SettingsException if a file with secrets cannot be read
   */
  void bind(Main camel, Deque<Runnable> closings) {
    closings.push(intake::close);
    KafkaBroker kafka = settings.kafka();
    if (kafka != null) {
      camel.bind("jobsKafka", new KafkaClients(kafka));
      camel.bind("kafkaJobs", new KafkaJobs(intake));
    }
    JmsBroker jms = settings.jms();
    if (jms != null) {
      JmsConnections connections = new JmsConnections(jms);
      closings.push(connections::close);
      camel.bind("jobsJms", connections.forListening());
      camel.bind("jmsJobs", new JmsJobs(intake));
    }
    camel.bind("deadLetters", new DeadLetters());
  }

  /** For what is shared with other nodes, when all routes run. */
  void leaveToOthersWhenDrained(CamelContext camel, Deque<Runnable> closings) {
    if (settings.kafka() != null || settings.jms() != null) {
      BusDrain drain = new BusDrain(camel, drained);
      closings.push(drain::close);
      drain.start();
    }
  }

  /** Whoever waits for the ledger gives its messages back. */
  void stop() {
    intake.stop();
  }
}

package dev.omnihuman.app;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.bus.JmsConnections;
import dev.omnihuman.bus.KafkaClients;
import dev.omnihuman.desk.ControlFiles;
import dev.omnihuman.desk.Desk;
import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Topic;
import dev.omnihuman.job.Transport;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.ledger.NoticeRules;
import dev.omnihuman.notices.BrokerNotices;
import dev.omnihuman.notices.HttpNotices;
import dev.omnihuman.notices.NoticeWording;
import dev.omnihuman.notices.Notices;
import dev.omnihuman.notices.ReceiverPolicy;
import dev.omnihuman.notices.StatusFiles;
import dev.omnihuman.settings.BearerToken;
import dev.omnihuman.settings.JmsBroker;
import dev.omnihuman.settings.KafkaBroker;
import dev.omnihuman.settings.Settings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.main.Main;

/** What the engine tells the outside: notices to a receiver, and files in the folders. */
final class Announcements {

  /** For what has changed since the routes were told to stop. */
  private static final Duration LAST_FILES = Duration.ofSeconds(2);

  private final Settings settings;
  private final JobLedger ledger;
  private final Clock clock;
  private final StatusFiles statusFiles;
  private final ControlFiles controlFiles;
  private final BearerToken token;

  /** One for each receiver. */
  private final Map<Transport, Notices> notices = new EnumMap<>(Transport.class);

  /** Breaks off what is being sent. */
  private final List<Runnable> aborts = new ArrayList<>();

  /**
   * @throws dev.omnihuman.settings.SettingsException if the receiver's token cannot be read
   */
  Announcements(Settings settings, LedgerRules rules, JobLedger ledger, Desk desk) {
    this.settings = settings;
    this.ledger = ledger;
    this.clock = rules.clock();
    // Where nothing is sent, the file may be missing or somebody else's.
    this.token =
        BearerToken.find(receiver(settings).url() == null ? "" : receiver(settings).tokenFile());
    for (Transport receiver : receiver(settings).receivers()) {
      notices.put(
          receiver,
          receiver == Transport.HTTP
              ? new HttpNotices(ledger.notices(), rules.clock(), token)
              : new BrokerNotices(receiver, ledger.notices(), rules.clock()));
    }
    this.statusFiles =
        new StatusFiles(settings.folders(), rules.member().site(), ledger, rules.clock());
    this.controlFiles = new ControlFiles(settings.folders(), desk, ledger, rules.clock());
  }

  private static Settings.Notify receiver(Settings settings) {
    return settings.signs().receiver();
  }

  /** What the ledger writes down to be told. */
  static NoticeRules rules(Settings settings) {
    return new NoticeRules(
        receiver(settings).topics(), receiver(settings).receivers(), new NoticeWording());
  }

  /** Before any job goes on: what people have said while nobody worked here counts. */
  void begin() {
    controlFiles.obey();
    statusFiles.clearAway(settings.signs().statusFiles());
    if (settings.signs().statusFiles()) {
      ledger.watch(statusFiles::mark);
      statusFiles.markAll();
    }
  }

  /** A shut gate changes what comes next for the jobs that wait at it. */
  void markHeld(Job job) {
    if (settings.signs().statusFiles()) {
      statusFiles.mark(job);
    }
  }

  /**
   * @param closings gets what is to be done at the end, when no route runs any more
   */
  void bind(Main camel, Deque<Runnable> closings, Outbound outbound) {
    camel.bind("controlFiles", controlFiles);
    camel.bind("statusFiles", statusFiles);
    closings.push(
        () ->
            TimeLimit.run(
                "the last status files",
                LAST_FILES.plusSeconds(1),
                () -> statusFiles.writeLast(LAST_FILES)));
    URI url = receiver(settings).url();
    if (url != null) {
      ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
      closings.push(timer::shutdownNow);
      ReceiverPolicy policy = new ReceiverPolicy(url, token, timer, outbound);
      aborts.add(policy::abortCalls);
      camel.bind("receiverPolicy", policy);
      camel.bind("notices", notices.get(Transport.HTTP));
    }
    KafkaBroker kafka = receiver(settings).kafka();
    if (kafka != null) {
      KafkaClients clients = new KafkaClients(kafka);
      aborts.add(clients::abort);
      camel.bind("noticesKafka", clients);
      camel.bind("kafkaNotices", notices.get(Transport.KAFKA));
    }
    JmsBroker jms = receiver(settings).jms();
    if (jms != null) {
      JmsConnections connections = new JmsConnections(jms);
      closings.push(connections::close);
      aborts.add(connections::abort);
      camel.bind("noticesJms", connections.forSending());
      camel.bind("jmsNotices", notices.get(Transport.JMS));
    }
  }

  /**
   * What is under way is broken off; it stays in the ledger, and is sent or written after the next
   * start.
   */
  void stopSending() {
    statusFiles.stop();
    notices.values().forEach(Notices::stop);
    aborts.forEach(Runnable::run);
  }

  /**
   * A batch has come to its end.
   *
   * @param data what is told of it, a JSON object
   * @return how many notices of all kinds are left after a short wait; they wait in the ledger
   */
  long tellOfBatch(String data) throws InterruptedException {
    String id = UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT);
    ledger.notices().tell(Topic.BATCH_DONE, "batch-" + id, data);
    Instant end = clock.instant().plus(receiver(settings).drainWait());
    long left = 0;
    for (Notices each : notices.values()) {
      Duration wait = Duration.between(clock.instant(), end);
      left += each.awaitAllTaken(wait.isNegative() ? Duration.ZERO : wait);
    }
    return left;
  }
}

package dev.omnihuman.app;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.desk.ControlFiles;
import dev.omnihuman.desk.Desk;
import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Topic;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.ledger.NoticeRules;
import dev.omnihuman.notices.NoticeWording;
import dev.omnihuman.notices.Notices;
import dev.omnihuman.notices.ReceiverPolicy;
import dev.omnihuman.notices.StatusFiles;
import dev.omnihuman.settings.BearerToken;
import dev.omnihuman.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

/** What the engine tells the outside: notices to a receiver, and files in the folders. */
final class Announcements {

  /** For what has changed since the routes were told to stop. */
  private static final Duration LAST_FILES = Duration.ofSeconds(2);

  private final Settings settings;
  private final JobLedger ledger;
  private final StatusFiles statusFiles;
  private final ControlFiles controlFiles;
  private final @Nullable Notices notices;
  private final BearerToken token;
  private @Nullable ReceiverPolicy policy;

  /**
   * @throws dev.omnihuman.settings.SettingsException if the receiver's token cannot be read
   */
  Announcements(Settings settings, LedgerRules rules, JobLedger ledger, Desk desk) {
    this.settings = settings;
    this.ledger = ledger;
    // Where nothing is sent, the file may be missing or somebody else's.
    this.token =
        BearerToken.find(receiver(settings).url() == null ? "" : receiver(settings).tokenFile());
    this.notices =
        receiver(settings).url() == null
            ? null
            : new Notices(ledger.notices(), rules.clock(), token);
    this.statusFiles = new StatusFiles(settings.folders(), ledger, rules.clock());
    this.controlFiles = new ControlFiles(settings.folders(), desk, ledger, rules.clock());
  }

  private static Settings.Notify receiver(Settings settings) {
    return settings.signs().receiver();
  }

  /** What the ledger writes down to be told. */
  static NoticeRules rules(Settings settings) {
    return receiver(settings).url() == null
        ? NoticeRules.NONE
        : new NoticeRules(receiver(settings).topics(), new NoticeWording());
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
    if (notices == null || url == null) {
      return;
    }
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    closings.push(timer::shutdownNow);
    policy = new ReceiverPolicy(url, token, timer, outbound);
    camel.bind("notices", notices);
    camel.bind("receiverPolicy", policy);
  }

  /**
   * What is under way is broken off; it stays in the ledger, and is sent or written after the next
   * start.
   */
  void stopSending() {
    statusFiles.stop();
    if (notices != null) {
      notices.stop();
    }
    if (policy != null) {
      policy.abortCalls();
    }
  }

  /**
   * A batch has come to its end.
   *
   * @param data what is told of it, a JSON object
   * @return how many notices of all kinds are left after a short wait; they wait in the ledger
   */
  long tellOfBatch(String data) throws InterruptedException {
    if (notices == null) {
      return 0;
    }
    String id = UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT);
    ledger.notices().tell(Topic.BATCH_DONE, "batch-" + id, data);
    return notices.awaitAllTaken(receiver(settings).drainWait());
  }
}

package dev.omnihuman.app;

import dev.omnihuman.bucket.Bucket;
import dev.omnihuman.desk.Gates;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.health.Check;
import dev.omnihuman.health.Finding;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.WriterState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What makes the program alive, and what makes it ready. */
final class HealthChecks {

  /** Longer than the ledger's own patience with a busy database, many times. */
  private static final Duration LONGEST_COMMIT = Duration.ofMinutes(2);

  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

  private HealthChecks() {}

  /**
   * Only what a restart may cure: it leaves submits under way in doubt, and so must not come for a
   * slow disk or a gateway in trouble.
   */
  static List<Check> live(JobLedger ledger, Heartbeat heartbeat) {
    return List.of(
        new Check("ledger writer", () -> writer(ledger.writer())),
        new Check("heartbeat", () -> beat(heartbeat.silence())));
  }

  private static Finding writer(WriterState writer) {
    if (!writer.alive()) {
      return Finding.bad("the thread that stores steps has ended; a restart is needed");
    }
    long seconds = writer.longestWait().toSeconds();
    return writer.longestWait().compareTo(LONGEST_COMMIT) > 0
        ? Finding.bad("a step has waited for its commit for %d s".formatted(seconds))
        : Finding.good("%d steps wait for their commit".formatted(writer.waiting()));
  }

  private static Finding beat(Duration silence) {
    return silence.compareTo(LONGEST_SILENCE) > 0
        ? Finding.bad("the clock was last looked at %d s ago".formatted(silence.toSeconds()))
        : Finding.good("the clock was looked at %d s ago".formatted(silence.toSeconds()));
  }

  /**
   * Whether a manifest that is dropped now becomes a video without a person's help.
   *
   * @param bucket null where videos go into a folder
   * @param running whether everything is started and nothing stops
   */
  static List<Check> ready(
      Folders folders,
      @Nullable Bucket bucket,
      JobLedger ledger,
      Clock clock,
      BooleanSupplier running) {
    FolderChecks folderChecks = new FolderChecks(folders);
    return List.of(
        new Check("program", () -> running(running.getAsBoolean())),
        new Check("bucket", () -> BucketChecks.look(bucket)),
        new Check("folders", () -> Finding.good(folderChecks.writable())),
        new Check("ledger", () -> ledger(ledger)),
        new Check("key", () -> gates(ledger, clock, gate -> gate == Gate.KEY, "the key is there")),
        new Check("gates", () -> gates(ledger, clock, HealthChecks::waitsForPerson, "none waits")));
  }

  private static Finding running(boolean running) {
    return running ? Finding.good("at work") : Finding.bad("it is starting or stopping");
  }

  /** By a commit, because a ledger that can only be read helps nobody. */
  private static Finding ledger(JobLedger ledger) {
    ledger.clock().remember();
    return Finding.good("it stores what it is told");
  }

  /**
   * Those that open only when somebody acts. Not PAUSE, by which somebody has acted: else every
   * pause would wake somebody up.
   */
  private static boolean waitsForPerson(Gate gate) {
    return gate.needsPerson() && gate != Gate.PAUSE && gate != Gate.KEY;
  }

  private static Finding gates(
      JobLedger ledger, Clock clock, Predicate<Gate> which, String otherwise) {
    List<ClosedGate> shut =
        ledger.closedGates().stream().filter(gate -> which.test(gate.gate())).toList();
    return shut.isEmpty()
        ? Finding.good(otherwise)
        : Finding.bad(
            shut.stream()
                .map(gate -> Gates.line(gate, clock.instant()))
                .collect(Collectors.joining(" ")));
  }
}

package dev.omnihuman.desk;

import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobLedger;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells people who see nothing but the folders that jobs wait behind a shut gate: a note beside
 * each manifest, written again when a gate's cause or next trial changes, and taken away when all
 * are open. A gate that opens within seconds is not worth thousands of notes.
 */
public final class HeldNotes {

  private static final Duration WORTH_TELLING = Duration.ofSeconds(5);
  private static final int PAGE = 500;

  private final JobLedger ledger;
  private final ManifestFiling filing;
  private final Clock clock;
  private final Consumer<Job> alsoToldOf;

  /** What was told last, and the latest job that it was told of. */
  private List<ClosedGate> told = List.of();

  private String lastId = "";

  public HeldNotes(JobLedger ledger, ManifestFiling filing, Clock clock) {
    this(ledger, filing, clock, job -> {});
  }

  /**
   * @param alsoToldOf is told of each job whose note was written or taken away
   */
  public HeldNotes(JobLedger ledger, ManifestFiling filing, Clock clock, Consumer<Job> alsoToldOf) {
    this.ledger = ledger;
    this.filing = filing;
    this.clock = clock;
    this.alsoToldOf = alsoToldOf;
  }

  /** Brings the notes up to date with the gates. */
  public synchronized void tell() throws IOException {
    List<ClosedGate> shut = shutForLong();
    if (shut.stream().anyMatch(gate -> gate.trial().job() != null)) {
      return; // a trial is under way: what it finds out will be worth telling
    }
    if (!shut.equals(told)) {
      told = shut;
      lastId = "";
      if (shut.isEmpty()) {
        forEachWaiting(filing::goesOn);
      }
    }
    if (!shut.isEmpty()) {
      forEachWaiting(job -> filing.waitsAtGates(job, shut));
    }
  }

  private List<ClosedGate> shutForLong() {
    Instant shutBefore = clock.instant().minus(WORTH_TELLING);
    return ledger.closedGates().stream().filter(g -> g.shutAt().isBefore(shutBefore)).toList();
  }

  private void forEachWaiting(Note note) throws IOException {
    List<Job> page;
    do {
      page = ledger.page(JobState.ACCEPTED, lastId, PAGE);
      for (Job job : page) {
        note.on(job);
        alsoToldOf.accept(job);
        lastId = job.id();
      }
    } while (page.size() == PAGE);
  }

  private interface Note {
    void on(Job job) throws IOException;
  }
}

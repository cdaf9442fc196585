package dev.omnihuman.desk;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.ledger.JobLedger;
import java.io.IOException;
import java.util.List;

/** Moves jobs on, also those that had ended: their manifests come back from {@code failed/}. */
final class Reopening {

  private final JobLedger ledger;
  private final ManifestFiling filing;

  Reopening(JobLedger ledger, ManifestFiling filing) {
    this.ledger = ledger;
    this.filing = filing;
  }

  /**
   * Stores a step, perhaps of a job that has ended.
   *
   * @throws dev.omnihuman.ledger.StaleJobException if somebody else moved the job meanwhile
   */
  Job store(Move move) throws IOException {
    Job before = move.before();
    if (!before.state().isTerminal()) {
      return ledger.move(move);
    }
    Job moved = ledger.move(move.filedAs(freeName(before)));
    // After the ledger: a manifest in working/ that no job knows would be another job.
    filing.takeBack(before, moved);
    return moved;
  }

  /** A name for its manifest in {@code working/} that no other open job has. */
  private String freeName(Job job) throws IOException {
    String file = job.manifest().file();
    String name = file;
    for (int n = 2; filing.isAtWork(name) || isOfOpenJob(name); n++) {
      name = DurableFiles.numbered(file, n);
    }
    return name;
  }

  private boolean isOfOpenJob(String file) {
    return !ledger.openManifests(List.of(file)).isEmpty();
  }
}

package dev.omnihuman.delivery;

import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.OutputRules;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerRules;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Variable;

/** Brings the files of a finished job into the outbox, and then tells the ledger. */
public final class Delivery implements AutoCloseable {

  private final JobLedger ledger;
  private final Clock clock;
  private final Duration lease;
  private final Downloader downloader;
  private final Outbox outbox;
  private final Quarantine quarantine;
  private final Setbacks setbacks;
  private final Traffic traffic = new Traffic();
  private volatile boolean closed;

  public Delivery(
      JobLedger ledger,
      LedgerRules rules,
      Folders folders,
      DownloadRules downloads,
      OutputRules outputs) {
    this.ledger = ledger;
    this.clock = rules.clock();
    this.lease = rules.lease();
    this.downloader = new Downloader(downloads, clock);
    this.outbox = new Outbox(folders, outputs);
    this.quarantine = new Quarantine(folders.outbox(), folders.parts());
    this.setbacks = new Setbacks(ledger, clock, quarantine);
  }

  /** Fetches, verifies and publishes; on trouble the job keeps its place and is tried again. */
  public Job fetch(@Variable("job") Job job) {
    if (closed) {
      return move(job, job.giveBack(clock.instant()));
    }
    LeasedJob leased = new LeasedJob(job);
    try {
      Optional<List<String>> published = outbox.findPublished(job);
      List<String> names =
          published.isPresent()
              ? published.get()
              : outbox.publish(leased.job, download(leased), clock.instant());
      quarantine.tidy(leased.job);
      Failpoint.BEFORE_DELIVERED.reached();
      Job delivered = move(leased.job, leased.job.delivered(clock.instant(), names));
      Failpoint.AFTER_DELIVERED.reached();
      return delivered;
    } catch (IOException e) {
      return closed
          ? move(leased.job, leased.job.giveBack(clock.instant()))
          : move(leased.job, after(leased.job, e));
    }
  }

  private Job after(Job job, IOException trouble) {
    try {
      return setbacks.after(job, trouble);
    } catch (IOException e) {
      // The bytes could not be put into quarantine: they stay where they are, and so does the job.
      return job.tryAgain(clock.instant().plus(lease), e.toString());
    }
  }

  private List<FetchedFile> download(LeasedJob leased) throws IOException {
    List<FetchedFile> files = new ArrayList<>();
    List<String> links = leased.job.remote().mediaUrls();
    traffic.begins();
    try {
      for (int n = 1; n <= links.size(); n++) {
        // Admitted by ResultLinks when the gateway named it.
        URI link = URI.create(links.get(n - 1));
        files.add(downloader.fetch(link, outbox.part(leased.job, n), leased::received));
      }
      return files;
    } finally {
      traffic.ends();
    }
  }

  private Job move(Job before, Job after) {
    return ledger.move(Move.of(before, after));
  }

  /** What comes in by the downloads of this process. */
  public Traffic traffic() {
    return traffic;
  }

  /** Breaks off the downloads under way; their jobs stay READY, and what came is kept. */
  @Override
  public void close() {
    closed = true;
    downloader.close();
  }

  /** A job whose lease is prolonged while bytes arrive. */
  private final class LeasedJob {
    private Job job;
    private Instant renewAt;

    LeasedJob(Job job) {
      this.job = job;
      this.renewAt = clock.instant().plus(lease.dividedBy(3));
    }

    void received(int bytes) {
      traffic.came(bytes);
      Instant now = clock.instant();
      if (now.isAfter(renewAt)) {
        job = ledger.renew(job);
        renewAt = now.plus(lease.dividedBy(3));
      }
    }
  }
}

package dev.omnihuman.delivery;

import dev.omnihuman.bucket.BucketException;
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
  private final boolean shared;
  private final Downloader downloader;
  private final Outbox outbox;
  private final Kept kept;
  private final Quarantine quarantine;
  private final Setbacks setbacks;
  private final Traffic traffic = new Traffic();
  private volatile boolean closed;

  /** Into the outbox folder. */
  public Delivery(
      JobLedger ledger,
      LedgerRules rules,
      Folders folders,
      DownloadRules downloads,
      OutputRules outputs) {
    this(ledger, rules, folders, downloads, new Results(outputs, null));
  }

  /**
   * @param results whose uploads, if there are any, are closed with this
   */
  public Delivery(
      JobLedger ledger,
      LedgerRules rules,
      Folders folders,
      DownloadRules downloads,
      Results results) {
    this.ledger = ledger;
    this.clock = rules.clock();
    this.lease = rules.lease();
    this.shared = !rules.member().isAlone();
    this.downloader = new Downloader(downloads, clock);
    this.outbox = results.outbox(folders);
    this.kept = new Kept(folders.parts(), rules.member().node());
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
      Optional<List<String>> published = findPublished(leased);
      List<String> names = published.isPresent() ? published.get() : publish(leased);
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

  /**
   * Links die, and an outage of the bucket may outlast them: what is paid for comes to our own disk
   * meanwhile. Only the bucket's trouble counts then, because it may have the videos already.
   */
  private Optional<List<String>> findPublished(LeasedJob leased) throws IOException {
    try {
      return outbox.findPublished(leased.job);
    } catch (BucketException e) {
      try {
        download(leased);
      } catch (IOException too) {
        e.addSuppressed(too);
      }
      throw e;
    }
  }

  private List<String> publish(LeasedJob leased) throws IOException {
    List<FetchedFile> files = download(leased);
    if (shared) {
      // Whoever was frozen or cut off until now has lost the job to another node.
      leased.renewNow();
    }
    return outbox.publish(leased.job, files, clock.instant(), leased::renew);
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
        files.add(download(leased, links.get(n - 1), n));
      }
      return files;
    } finally {
      traffic.ends();
    }
  }

  private FetchedFile download(LeasedJob leased, String link, int n) throws IOException {
    Optional<FetchedFile> before =
        outbox.isElsewhere() ? kept.find(leased.job, n) : Optional.empty();
    if (before.isPresent()) {
      return before.get();
    }
    // Admitted by ResultLinks when the gateway named it.
    FetchedFile file =
        downloader.fetch(URI.create(link), kept.part(leased.job, n), leased::received);
    if (outbox.isElsewhere()) {
      kept.keep(leased.job, n, file);
    }
    return file;
  }

  private Job move(Job before, Job after) {
    return ledger.move(Move.of(before, after));
  }

  /** What comes in by the downloads of this process. */
  public Traffic traffic() {
    return traffic;
  }

  /** Breaks off what is under way; the jobs stay READY, and what came is kept. */
  @Override
  public void close() {
    closed = true;
    downloader.close();
    outbox.close();
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
      renew(bytes);
    }

    /** Something goes on, this way or that. */
    void renew(int bytes) {
      if (clock.instant().isAfter(renewAt)) {
        renewNow();
      }
    }

    void renewNow() {
      job = ledger.renew(job);
      renewAt = clock.instant().plus(lease.dividedBy(3));
    }
  }
}

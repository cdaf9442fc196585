package dev.omnihuman.report;

import dev.omnihuman.intake.DroppedFiles;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Price;
import dev.omnihuman.ledger.JobReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Goes through everything that a batch had to do with, and adds it up. */
public final class BatchReport {

  /** Never all jobs at once: there may be 100,000, and little memory. */
  private static final int PAGE = 500;

  private final JobReader ledger;
  private final Function<Job, Optional<BigDecimal>> videos;
  private final Price price;
  private final DroppedFiles dropped;

  /**
   * @param videos tells how long the videos of a delivered job play, in seconds, if it is known
   */
  public BatchReport(
      JobReader ledger,
      Function<Job, Optional<BigDecimal>> videos,
      Price price,
      DroppedFiles dropped) {
    this.ledger = ledger;
    this.videos = videos;
    this.price = price;
    this.dropped = dropped;
  }

  /** Takes the rows one by one. */
  @FunctionalInterface
  public interface Rows {
    void row(ReportRow row) throws IOException;
  }

  /**
   * The jobs that are open or ended since the start, in the order of their acceptance, then the
   * files that made no job.
   *
   * @throws dev.omnihuman.ledger.LedgerException if the ledger cannot be read
   */
  public Totals pass(Instant start, Rows rows) throws IOException {
    Tally tally = new Tally(price);
    String after = "";
    List<Job> page;
    do {
      page = ledger.openOrEndedSince(start, after, PAGE);
      for (Job job : page) {
        BigDecimal seconds =
            job.state() == JobState.DELIVERED ? videos.apply(job).orElse(null) : null;
        BigDecimal cost = tally.add(job, Charges.of(job, ledger), seconds);
        rows.row(ReportRow.of(job, seconds, cost, price.currency()));
        after = job.id();
      }
    } while (page.size() == PAGE);
    for (DroppedFiles.DroppedFile file : dropped.files()) {
      rows.row(ReportRow.of(file));
    }
    return tally.totals(dropped);
  }
}

package dev.omnihuman.app;

import dev.omnihuman.delivery.PublishedVideos;
import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.report.BatchReport;
import dev.omnihuman.report.Outcome;
import dev.omnihuman.report.ReportFile;
import dev.omnihuman.report.ReportHead;
import dev.omnihuman.report.Totals;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows every open job to its end, shows how that goes, and tells in the end how it went: in a
 * summary, and in a report if one is wanted. When the process is told to stop, it tells how far it
 * came, after the last step and before the ledger is closed.
 */
final class Batch {

  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

  private static final Duration ASKED_AT_STOP = Duration.ofSeconds(5);

  private final Engine engine;
  private final @Nullable ReportFile report;
  private final PrintWriter out;
  private final ProgressView view;
  private volatile @Nullable Totals told;
  private boolean telling;
  private volatile boolean broken;

  /**
   * @param report null if none is wanted
   */
  Batch(Engine engine, Terminal terminal, @Nullable ReportFile report, PrintWriter out) {
    this.engine = engine;
    this.report = report;
    this.out = out;
    this.view = terminal.isInteractive() ? new ProgressBars(terminal) : new ProgressLines(out);
  }

  /** Returns what the program's end tells a script. */
  int untilTheEnd() throws IOException, InterruptedException {
    engine.beforeLedgerCloses(this::tellOfTheStop);
    Outcome outcome;
    try (BatchWatch watch = new BatchWatch(engine, view)) {
      outcome = new Drain(engine, watch).untilNothingMoves();
    } catch (IOException | RuntimeException e) {
      broken = !engine.isClosing();
      throw e;
    }
    int exitCode = tell(outcome);
    if (told != null && !engine.isClosing()) {
      notify(new BatchNotice(told, outcome, exitCode, engine.startedAt()));
    }
    return exitCode;
  }

  /** How the batch went is known, whether or not others can be told. */
  private void notify(BatchNotice notice) throws InterruptedException {
    try {
      long left = engine.announcements().tellOfBatch(notice.data(engine.clock().instant()));
      if (left > 0) {
        out.printf("%d notices were not taken yet; they are sent after the next start%n", left);
        out.flush();
      }
    } catch (LedgerException e) {
      LOG.error("nobody is told of the batch's end: {}", e.toString());
    }
  }

  /** Only once: a signal may come while the batch ends by itself. */
  private synchronized int tell(Outcome outcome) throws IOException {
    if (telling) {
      return ExitCode.NOT_ALL_DELIVERED; // a signal decides how the process ends
    }
    telling = true;
    view.close();
    BatchReport batch =
        new BatchReport(
            engine.ledger(), videos(outcome), engine.settings().price(), engine.dropped());
    return report == null ? withoutReport(batch, outcome) : withReport(batch, outcome, report);
  }

  /** At a stop there is no time to ask a slow share about each of very many videos. */
  private Function<Job, Optional<BigDecimal>> videos(Outcome outcome) {
    PublishedVideos videos = engine.publishedVideos();
    if (!isCutShort(outcome)) {
      return videos::seconds;
    }
    Instant end = engine.clock().instant().plus(ASKED_AT_STOP);
    return job -> engine.clock().instant().isBefore(end) ? videos.seconds(job) : Optional.empty();
  }

  private static boolean isCutShort(Outcome outcome) {
    return outcome.end() == Outcome.End.STOPPED || outcome.end() == Outcome.End.BROKEN;
  }

  private int withoutReport(BatchReport batch, Outcome outcome) throws IOException {
    Summary summary = new Summary(outcome);
    Totals totals = batch.pass(engine.startedAt(), summary);
    told = totals;
    summary.print(totals, out);
    return Summary.exitCode(totals, outcome);
  }

  private int withReport(BatchReport batch, Outcome outcome, ReportFile file) throws IOException {
    Summary summary = new Summary(outcome);
    try {
      Totals totals =
          file.write(batch, engine.startedAt(), summary, numbers -> head(numbers, outcome));
      told = totals;
      summary.print(totals, out);
      out.printf("report: %s%n", file.path());
      out.flush();
      return Summary.exitCode(totals, outcome);
    } catch (IOException e) {
      LOG.error("the report {} could not be written: {}", file.path(), e.toString());
      // Whoever waits for it must not be told that all is well.
      return Math.max(withoutReport(batch, outcome), ExitCode.NOT_ALL_DELIVERED);
    }
  }

  private ReportHead head(Totals totals, Outcome outcome) {
    return new ReportHead(
        engine.settings().folders().home(),
        engine.startedAt(),
        engine.clock().instant(),
        outcome,
        isCutShort(outcome) ? null : Summary.exitCode(totals, outcome));
  }

  private void tellOfTheStop() {
    try {
      tell(Outcome.of(broken ? Outcome.End.BROKEN : Outcome.End.STOPPED));
    } catch (IOException | LedgerException e) {
      LOG.error("how far the batch came cannot be told: {}", e.toString());
    }
  }
}

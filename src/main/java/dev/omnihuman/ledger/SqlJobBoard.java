package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.Totals.Charges;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/** Reads for people who watch, over a connection of their own. */
final class SqlJobBoard extends SqlJobReader implements JobBoard {

  private static final Set<JobState> OPEN =
      Set.copyOf(Arrays.stream(JobState.values()).filter(state -> !state.isTerminal()).toList());

  private final Clock clock;

  /** From the time of the start, so that it goes on growing when the program is started again. */
  private final AtomicLong revision;

  private final Remembered<Totals> totals;
  private final Map<Chart.Span, Remembered<Chart>> charts = new EnumMap<>(Chart.Span.class);

  SqlJobBoard(LedgerDatabase database, LedgerRules rules) {
    super(database, rules.member());
    this.clock = rules.clock();
    this.revision = new AtomicLong(clock.millis());
    this.totals = new Remembered<>(clock);
    for (Chart.Span span : Chart.Span.values()) {
      charts.put(span, new Remembered<>(clock));
    }
  }

  /** Something was committed. */
  void changed() {
    revision.incrementAndGet();
  }

  @Override
  public long revision() {
    boolean askable = totals.becameAskable();
    for (Remembered<Chart> chart : charts.values()) {
      askable |= chart.becameAskable();
    }
    return askable ? revision.incrementAndGet() : revision.get();
  }

  @Override
  public List<ListedJob> newest(Set<JobState> states, String beforeId, int limit) {
    return database.read(handle -> NewestJobs.of(handle, states, beforeId, limit));
  }

  @Override
  public FoundJobs search(Wanted wanted) {
    return database.read(handle -> new JobSearch(handle, wanted).found());
  }

  @Override
  public Optional<Job> oldestOpen() {
    return Optional.ofNullable(totals().oldestOpen()).flatMap(this::find);
  }

  private static Optional<String> oldest(Handle handle) {
    return OPEN.stream()
        .flatMap(
            state ->
                handle
                    .createQuery("SELECT MIN(id) FROM job WHERE " + NewestJobs.condition(state))
                    .mapTo(String.class)
                    .findOne()
                    .stream())
        .min(String::compareTo);
  }

  @Override
  public Totals totals() {
    // What is waited for before the ledger can be read says nothing of what reading costs.
    return totals.get(
        revision.get(), () -> database.read(handle -> totals.made(() -> readTotals(handle))));
  }

  private Totals readTotals(Handle handle) {
    Instant now = clock.instant();
    return new Totals(
        countByState(handle),
        handle
            .createQuery(
                // A condition on the state would be looked up in the index of states.
                """
                SELECT COALESCE(SUM(CASE state WHEN 'FAILED' THEN 1 ELSE 0 END), 0) FROM job
                WHERE finished_at >= :since
                """)
            .bind("since", now.minus(Duration.ofDays(Totals.LATELY_DAYS)).toEpochMilli())
            .mapTo(Long.class)
            .one(),
        new Charges(
            submits(handle, now.minus(Duration.ofHours(1)), "YES"),
            submits(handle, now.minus(Duration.ofDays(1)), "YES"),
            submits(handle, now.minus(Duration.ofDays(1)), "UNKNOWN")),
        oldest(handle).orElse(null));
  }

  private static long submits(Handle handle, Instant since, String charged) {
    return handle
        .createQuery(
            "SELECT COUNT(*) FROM attempt WHERE started_at >= :since AND charged = :charged")
        .bind("since", since.toEpochMilli())
        .bind("charged", charged)
        .mapTo(Long.class)
        .one();
  }

  @Override
  public Chart chart(Chart.Span span) {
    Remembered<Chart> chart = Objects.requireNonNull(charts.get(span));
    return chart.get(
        revision.get(),
        () ->
            database.read(
                handle ->
                    chart.made(() -> new ChartReading(handle, span, clock.instant()).read())));
  }

  void close() {
    database.close();
  }
}

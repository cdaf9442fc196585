package dev.omnihuman.ledger;

import dev.omnihuman.ledger.Chart.Bucket;
import dev.omnihuman.ledger.Chart.Ended;
import dev.omnihuman.ledger.Chart.Quantiles;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Makes a chart from the ledger; every statement reads one index and no row. */
final class ChartReading {

  /** What ended within one step. */
  private static final class Endings {
    long delivered;
    long failed;
    final Millis gateway = new Millis();
    final Millis total = new Millis();
  }

  private final Handle handle;
  private final Chart.Span span;
  private final Instant from;

  ChartReading(Handle handle, Chart.Span span, Instant now) {
    this.handle = handle;
    this.span = span;
    this.from = span.from(now);
  }

  Chart read() {
    List<Endings> endings = endings();
    List<Bucket> buckets = new ArrayList<>();
    for (int step = 0; step < span.steps(); step++) {
      Instant at = from.plus(span.step().multipliedBy(step));
      Endings ended = endings.get(step);
      buckets.add(
          new Bucket(
              at,
              count("job WHERE accepted_at >= :from AND accepted_at < :to", at),
              new Ended(ended.delivered, ended.failed),
              count(
                  """
                  job_event WHERE at >= :from AND at < :to AND to_state = 'IN_DOUBT'
                    AND from_state <> 'IN_DOUBT'
                  """,
                  at),
              ended.gateway.quantiles(),
              ended.total.quantiles()));
    }
    return new Chart(span, from, buckets);
  }

  private long count(String what, Instant at) {
    return handle
        .createQuery("SELECT COUNT(*) FROM " + what)
        .bind("from", at.toEpochMilli())
        .bind("to", at.plus(span.step()).toEpochMilli())
        .mapTo(Long.class)
        .one();
  }

  private List<Endings> endings() {
    List<Endings> endings = new ArrayList<>();
    for (int step = 0; step < span.steps(); step++) {
      endings.add(new Endings());
    }
    handle
        .createQuery(
            """
            SELECT (finished_at - :from) / :step,
              CASE state WHEN 'DELIVERED' THEN 1 WHEN 'FAILED' THEN 0 ELSE -1 END,
              finished_at - accepted_at, ready_at - submitted_at
            FROM job WHERE finished_at >= :from AND finished_at < :to
            """)
        .bind("from", from.toEpochMilli())
        .bind("step", span.step().toMillis())
        .bind("to", from.plus(span.step().multipliedBy(span.steps())).toEpochMilli())
        .scanResultSet(
            (rows, context) -> {
              ResultSet row = rows.get();
              while (row.next()) {
                read(row, endings);
              }
              return endings;
            });
    return endings;
  }

  private static void read(ResultSet row, List<Endings> endings) throws SQLException {
    Endings ended = endings.get(row.getInt(1));
    int delivered = row.getInt(2);
    ended.failed += delivered == 0 ? 1 : 0;
    if (delivered != 1) {
      return;
    }
    ended.delivered++;
    ended.total.add(row.getLong(3));
    long atGateway = row.getLong(4);
    if (!row.wasNull()) {
      ended.gateway.add(atGateway);
    }
  }

  /** Durations, as many as there may be. */
  private static final class Millis {

    private static final int FEW = 16;

    private long[] values = new long[FEW];
    private int count;

    void add(long millis) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count] = millis;
      count++;
    }

    @Nullable Quantiles quantiles() {
      if (count == 0) {
        return null;
      }
      Arrays.sort(values, 0, count);
      return new Quantiles(quantile(0.5), quantile(0.9));
    }

    /** The shortest that so large a part of all reach at most. */
    private Duration quantile(double part) {
      return Duration.ofMillis(values[Math.max(0, (int) Math.ceil(part * count) - 1)]);
    }
  }
}

package dev.omnihuman.rig;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.TestRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes a home whose ledger holds many jobs, in seconds: {@code LargeLedger HOME JOBS DAYS}. They
 * were accepted evenly over the last days; of a hundred, 96 are delivered, two failed, and one each
 * is in doubt and abandoned. A thousand more wait, to be submitted in a year.
 */
public final class LargeLedger {

  private static final int WAITING = 1000;
  private static final int BATCH = 5000;

  private final Random random = new Random(8);
  private final PreparedStatement jobs;
  private final PreparedStatement attempts;
  private final PreparedStatement events;

  private LargeLedger(Connection ledger) throws SQLException {
    jobs =
        ledger.prepareStatement(
            """
            INSERT INTO job (id, manifest_file, name, output_stem, force_take, image_url, audio_url,
              resolution, content_hash, accepted_at, state, version, attempt, tries, unverified,
              due_at, request_id, remote_status, media_urls, reason, words, charged, charged_before,
              outputs, submitted_at, ready_at, finished_at)
            VALUES (?, ?, ?, ?, 0, ?, ?, '720p', ?, ?, ?, 6, ?, 0, 0, ?, ?, ?, '[]', ?, ?, ?, 'NO', ?,
              ?, ?, ?)
            """);
    attempts =
        ledger.prepareStatement(
            """
            INSERT INTO attempt (job_id, number, started_at, answered_at, outcome, request_id, charged)
            VALUES (?, 1, ?, ?, ?, ?, ?)
            """);
    events =
        ledger.prepareStatement(
            "INSERT INTO job_event (job_id, seq, at, from_state, to_state) VALUES (?, ?, ?, ?, ?)");
  }

  public static void main(String[] arguments) throws IOException, SQLException {
    make(
        Path.of(arguments[0]),
        Integer.parseInt(arguments[1]),
        Duration.ofDays(Integer.parseInt(arguments[2])));
  }

  /**
   * @param home must not hold a ledger yet
   */
  static void make(Path home, int count, Duration span) throws IOException, SQLException {
    Files.createDirectories(home);
    SqliteLedger.open(home, TestRules.on(Clock.systemUTC())).close();
    try (Connection ledger =
        DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"))) {
      ledger.setAutoCommit(false);
      LargeLedger filling = new LargeLedger(ledger);
      Instant end = Instant.now();
      for (int n = 0; n < count; n++) {
        filling.add(n, end.minus(span).plus(span.multipliedBy(n).dividedBy(count)));
      }
      for (int n = count; n < count + WAITING; n++) {
        filling.addWaiting(n, end);
      }
      filling.flush();
      ledger.commit();
    }
  }

  private void add(int n, Instant accepted) throws SQLException {
    String state =
        switch (n % 100) {
          case 17, 58 -> "FAILED";
          case 33 -> "IN_DOUBT";
          case 71 -> "ABANDONED";
          default -> "DELIVERED";
        };
    boolean delivered = state.equals("DELIVERED");
    long begun = accepted.toEpochMilli() + 200 + random.nextInt(5_000);
    long submitted = begun + 100 + random.nextInt(400);
    long ready = submitted + 30_000 + random.nextInt(120_000);
    long ended = ready + 500 + random.nextInt(4_000);
    boolean doubt = state.equals("IN_DOUBT");
    String id = id(accepted);
    String request = doubt ? null : "request-" + id;
    String charged = doubt ? "UNKNOWN" : "YES";
    addJob(
        n,
        id,
        accepted,
        state,
        new Object[] {
          1,
          null,
          request,
          doubt ? null : "COMPLETED",
          state.equals("FAILED") ? "REMOTE_FAILED" : null,
          doubt
              ? "the connection was closed before an answer came"
              : state.equals("FAILED") ? "no face was found in the picture" : null,
          charged,
          delivered ? "[\"clip-%d.mp4\"]".formatted(n) : "[]",
          doubt ? null : submitted,
          delivered ? ready : null,
          doubt ? null : ended
        });
    set(attempts, id, begun, submitted, doubt ? "ANSWER_LOST" : "ACCEPTED", request, charged);
    set(events, id, 1, accepted.toEpochMilli(), null, "ACCEPTED");
    set(events, id, 2, begun, "ACCEPTED", "SUBMITTING");
    set(events, id, 3, submitted, "SUBMITTING", doubt ? "IN_DOUBT" : "SUBMITTED");
    if (delivered) {
      set(events, id, 4, ready, "SUBMITTED", "READY");
    }
    if (!doubt) {
      set(events, id, delivered ? 5 : 4, ended, delivered ? "READY" : "SUBMITTED", state);
    }
    if (n % BATCH == 0) {
      flush();
    }
  }

  private void addWaiting(int n, Instant accepted) throws SQLException {
    String id = id(accepted);
    long due = accepted.plus(Duration.ofDays(365)).toEpochMilli();
    addJob(
        n,
        id,
        accepted,
        "ACCEPTED",
        new Object[] {0, due, null, null, null, null, "NO", "[]", null, null, null});
    set(events, id, 1, accepted.toEpochMilli(), null, "ACCEPTED");
  }

  private static String id(Instant accepted) {
    return UlidCreator.getMonotonicUlid(accepted.toEpochMilli())
        .toString()
        .toLowerCase(Locale.ROOT);
  }

  private void addJob(int n, String id, Instant accepted, String state, Object[] rest)
      throws SQLException {
    Object[] values = new Object[9 + rest.length];
    values[0] = id;
    values[1] = "clip-%d.json".formatted(n);
    values[2] = "clip-%d".formatted(n);
    values[3] = "clip-%d".formatted(n);
    values[4] = "https://example.com/faces/%d.png".formatted(n % 50);
    values[5] = "https://example.com/speech/%d.mp3".formatted(n);
    values[6] = "%064x".formatted(n);
    values[7] = accepted.toEpochMilli();
    values[8] = state;
    System.arraycopy(rest, 0, values, 9, rest.length);
    set(jobs, values);
  }

  private static void set(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    statement.addBatch();
  }

  private void flush() throws SQLException {
    jobs.executeBatch();
    attempts.executeBatch();
    events.executeBatch();
  }
}

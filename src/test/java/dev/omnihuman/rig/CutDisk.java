package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The disk that a power cut left, before the program sees it. */
final class CutDisk {

  private static final String STEP =
      "SELECT 1 FROM job_event WHERE job_id = ? AND COALESCE(from_state, '') = ? AND to_state = ?";

  private static final String INTENT =
      "SELECT 1 FROM attempt JOIN job ON job.id = attempt.job_id WHERE job.image_url = ?";

  private final Path home;
  private final Path elsewhere;
  private final List<String> missing = new ArrayList<>();

  /**
   * @param elsewhere for a copy of the ledger: reading it would change it, and keep the disk busy
   */
  CutDisk(Path home, Path elsewhere) {
    this.home = home;
    this.elsewhere = elsewhere;
  }

  /** Whatever the program had told, and whatever the gateway had heard, is on the disk. */
  void keeps(RunLog told, FakeGateway gateway, String log) throws Exception {
    for (String file : List.of("ledger.db", "ledger.db-wal")) {
      if (Files.exists(home.resolve(file))) {
        Files.copy(home.resolve(file), elsewhere.resolve(file));
      }
    }
    Set<String> heard =
        gateway.submits().stream().map(FakeGateway::image).collect(Collectors.toSet());
    String ledger = "jdbc:sqlite:" + elsewhere.resolve("ledger.db");
    try (Connection connection = DriverManager.getConnection(ledger)) {
      for (RunLog.Step step : told.steps()) {
        String from = step.from() == null ? "" : step.from().name();
        if (!finds(connection, STEP, step.id(), from, step.to().name())) {
          missing.add("it told of %s, and the ledger does not know".formatted(step));
        }
      }
      for (String image : heard) {
        if (!finds(connection, INTENT, image)) {
          missing.add("the gateway heard of %s, and the ledger does not know".formatted(image));
        }
      }
    }
    told.reached(JobState.DELIVERED).forEach(this::checkFiles);
    assertThat(missing).as(log).isEmpty();
  }

  private static boolean finds(Connection connection, String query, String... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private void checkFiles(String stem) {
    for (String name :
        List.of(stem + ".mp4", stem + ".json", stem + ".mp4.sha256", stem + ".done")) {
      if (!Files.exists(home.resolve("outbox").resolve(name))) {
        missing.add("it told that %s was delivered, and %s is gone".formatted(stem, name));
      }
    }
  }
}

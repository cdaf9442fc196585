package dev.omnihuman.rig;

import dev.omnihuman.testing.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A PostgreSQL that can be stopped as by a power cut, and started again. */
final class DatabaseServer implements AutoCloseable {

  private static final String MOST_CONNECTIONS = "100";

  private final Path data;
  private final int port;
  private final EmbeddedPostgres server;
  private final Path programs;

  DatabaseServer(Path data) throws IOException {
    this.data = data;
    this.port = FreePort.next();
    this.server = first(data, port);
    String postgres =
        ProcessHandle.of(Long.parseLong(pid())).orElseThrow().info().command().orElseThrow();
    this.programs = Path.of(postgres).getParent();
  }

  private static EmbeddedPostgres first(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setServerConfig("fsync", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", MOST_CONNECTIONS)
        .start();
  }

  /** Starts it again after it broke down; returns when it has recovered. */
  void start() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // It refuses to run as root.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(
        List.of(
            programs.resolve("pg_ctl").toString(),
            "start",
            "-w",
            "-D",
            data.toString(),
            "-l",
            data.resolveSibling("database.log").toString(),
            "-o",
            "-p %d -c max_connections=%s".formatted(port, MOST_CONNECTIONS)));
    int exitCode =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(data.resolveSibling("pg_ctl.log").toFile())
            .start()
            .waitFor();
    if (exitCode != 0) {
      throw new IOException(Files.readString(data.resolveSibling("pg_ctl.log")));
    }
  }

  private String pid() throws IOException {
    return Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
  }

  int port() {
    return port;
  }

  /** As {@code pg_ctl stop -m immediate} does it: nothing is flushed, nobody is told. */
  void breakDown() throws IOException, InterruptedException {
    String pid = pid();
    new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
  }

  long count(String query) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The first column of all rows. */
  Set<String> texts(String query) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      Set<String> texts = new HashSet<>();
      while (row.next()) {
        texts.add(row.getString(1));
      }
      return texts;
    }
  }

  /** What its processes that are alive have used of processors. */
  Duration cpu() throws IOException {
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid())).orElseThrow();
    return Stream.concat(Stream.of(postmaster), postmaster.descendants())
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public void close() throws IOException {
    if (Files.exists(data.resolve("postmaster.pid"))) {
      // The server that was started again is not the library's.
      new ProcessBuilder("kill", "-QUIT", pid()).start();
    }
    server.close();
  }
}

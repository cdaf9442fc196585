package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.app.ProgramRun;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FreePort;
import dev.omnihuman.testing.TcpRelay;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Several processes of the program over one PostgreSQL, one inbox and one outbox, each with its own
 * way to the database, and all behind one address for callbacks.
 */
final class Cluster implements AutoCloseable {

  /**
   * Between a node's death and a take-over, besides its lease: a beat, a look and a slow machine.
   */
  static final Duration MARGIN = Duration.ofSeconds(15);

  /** One of the processes, started again and again. */
  final class Node {
    private final String name;
    private final Program program;
    private final TcpRelay way;
    private ProgramRun run;

    private Node(int number, Map<String, String> settings) throws Exception {
      name = "node-" + number;
      way = new TcpRelay(database.port());
      program = new Program(launch, directory.resolve("runs-" + number));
      program
          .over(directory.resolve(name), gateway.origin())
          .with("omnihuman.folders.inbox", share.resolve("inbox").toString())
          .with("omnihuman.folders.outbox", share.resolve("outbox").toString())
          .with(
              "omnihuman.ledger.url",
              "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(way.port()))
          .with("omnihuman.ledger.user", "postgres")
          .with("omnihuman.node.name", name)
          .with("omnihuman.http.port", String.valueOf(ports[number - 1]));
      settings.forEach(program::with);
      run = program.start("run");
    }

    String name() {
      return name;
    }

    TcpRelay way() {
      return way;
    }

    /** It stays dead. */
    void kill() throws InterruptedException {
      run.kill();
    }

    void start() throws IOException {
      run = program.start("run");
    }

    void signal(String signal) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(run.pid())).start().waitFor();
    }

    /** What its process has used of processors. */
    Duration cpu() {
      return ProcessHandle.of(run.pid()).orElseThrow().info().totalCpuDuration().orElseThrow();
    }

    private void awaitWatching() {
      run.await(() -> run.out().contains(" watching "));
    }
  }

  private final Path directory;
  private final FakeGateway gateway;
  private final Launch launch;
  private final Path share;
  private final DatabaseServer database;
  private final int[] ports;
  private final TcpRelay front;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> dropped = new HashSet<>();

  /**
   * @param launch how the program is started
   * @param size how many nodes there will be
   */
  Cluster(Path directory, FakeGateway gateway, Launch launch, int size) throws Exception {
    this.directory = directory;
    this.gateway = gateway;
    this.launch = launch;
    this.share = directory.resolve("share");
    this.database = new DatabaseServer(directory.resolve("database"));
    this.ports = new int[size];
    for (int n = 0; n < size; n++) {
      ports[n] = FreePort.next();
    }
    this.front = new TcpRelay(ports);
  }

  /** One address for the callbacks to all nodes. */
  URI front() {
    return URI.create("http://127.0.0.1:" + front.port());
  }

  /** Starts all nodes; returns when they are at work. */
  Cluster start(Map<String, String> settings) throws Exception {
    for (int n = 1; n <= ports.length; n++) {
      nodes.add(new Node(n, settings));
    }
    nodes.forEach(Node::awaitWatching);
    return this;
  }

  Node node(int index) {
    return nodes.get(index);
  }

  List<Node> nodes() {
    return nodes;
  }

  DatabaseServer database() {
    return database;
  }

  /** The stems of all manifests that were dropped. */
  Set<String> dropped() {
    return dropped;
  }

  void drop(int count) throws IOException {
    for (int n = 0; n < count; n++) {
      String stem = "job-" + (dropped.size() + 1);
      dropped.add(stem);
      TestBench.drop(share, stem + ".json", TestBench.manifest(stem));
    }
  }

  /** How many jobs are in a state; none while the database is away. */
  long count(String state) {
    try {
      return database.count("SELECT COUNT(*) FROM job WHERE state = '%s'".formatted(state));
    } catch (SQLException e) {
      return 0;
    }
  }

  /** All that can happen by itself has happened: what is in doubt waits for a person. */
  void awaitTheEnd(Duration atMost) {
    Awaitility.await()
        .atMost(atMost)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                database.count("SELECT COUNT(*) FROM job") >= dropped.size()
                    && database.count(
                            "SELECT COUNT(*) FROM job WHERE state NOT IN ('DELIVERED', 'IN_DOUBT')")
                        == 0
                    && database.count("SELECT COUNT(*) FROM callback_lead") == 0);
    // The last manifests are filed, and the notes are written.
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                TestBench.names(share.resolve("working")).stream()
                        .filter(name -> name.endsWith(".json"))
                        .count()
                    == database.count("SELECT COUNT(*) FROM job WHERE state = 'IN_DOUBT'"));
  }

  /** Stops all nodes as a service manager does. */
  void stop() throws Exception {
    for (Node node : nodes) {
      node.signal("TERM");
    }
    for (Node node : nodes) {
      assertThat(node.run.exitCode()).isEqualTo(143);
    }
  }

  /**
   * @param mayBeInDoubt the stems of those that may be
   * @return the stems of those that are in doubt
   */
  Set<String> judge(Set<String> mayBeInDoubt) throws IOException {
    StringBuilder logs = new StringBuilder();
    for (Node node : nodes) {
      logs.append(node.program.out());
    }
    return Judge.finds(gateway, share, dropped, mayBeInDoubt, logs.toString());
  }

  /** How many videos lie in the outbox. */
  long videos() throws IOException {
    Path outbox = share.resolve("outbox");
    return TestBench.names(outbox).stream().filter(name -> name.endsWith(".mp4")).count();
  }

  /** Lets so much time pass: nothing is waited for, this is how long a misfortune lasts. */
  static void last(Duration time) throws InterruptedException {
    new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() throws IOException {
    for (Node node : nodes) {
      node.run.close();
      node.way.close();
    }
    front.close();
    database.close();
  }
}

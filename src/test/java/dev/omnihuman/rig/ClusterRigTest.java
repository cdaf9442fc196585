package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.app.ProgramRun;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.TcpRelay;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes share one PostgreSQL and one inbox, and everything that can happen to machines and
 * networks happens to them, while manifests keep coming.
 */
@Tag("rig")
class ClusterRigTest {

  private static final int NODES = 3;
  private static final Duration LEASE = Duration.ofSeconds(2);

  private enum Misfortune {
    KILL,
    FREEZE,
    CUT,
    SILENCE,
    DATABASE
  }

  /** One of the nodes, with its own way to the database. */
  private final class Node {
    private final Program program;
    private final TcpRelay way;
    private ProgramRun run;

    Node(int number, Launch launch) throws Exception {
      way = new TcpRelay(database.port());
      program = new Program(launch, directory.resolve("runs-" + number));
      program
          .over(directory.resolve("node-" + number), gateway.origin())
          .with("omnihuman.folders.inbox", share.resolve("inbox").toString())
          .with("omnihuman.folders.outbox", share.resolve("outbox").toString())
          .with(
              "omnihuman.ledger.url",
              "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(way.port()))
          .with("omnihuman.ledger.user", "postgres")
          .with("omnihuman.ledger.lease", "61s")
          .with("omnihuman.node.name", "node-" + number)
          .with("omnihuman.node.beat", "500ms")
          .with("omnihuman.node.lease", LEASE.toMillis() + "ms")
          .with("omnihuman.submit.breaker-threshold", "0");
      run = program.start("run");
    }

    void kill() throws Exception {
      run.kill();
      run = program.start("run");
    }

    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, String.valueOf(run.pid())).start().waitFor();
    }
  }

  private final FakeGateway gateway = new FakeGateway().servesVideosThatDiffer();
  private final Set<String> dropped = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();

  @TempDir Path directory;
  private Path share;
  private DatabaseServer database;

  @AfterEach
  void stop() throws Exception {
    for (Node node : nodes) {
      node.run.close();
      node.way.close();
    }
    database.close();
    gateway.close();
  }

  @Test
  void no_misfortune_of_nodes_network_or_database_loses_a_job_or_pays_for_one_twice()
      throws Exception {
    share = directory.resolve("share");
    database = new DatabaseServer(directory.resolve("database"));
    Launch launch = Launch.prepare(directory);
    for (int n = 1; n <= NODES; n++) {
      nodes.add(new Node(n, launch));
    }
    for (Node node : nodes) {
      node.run.await(() -> node.run.out().contains(" watching "));
    }
    int faults = RigSize.faults();
    int jobs = RigSize.clusterJobs();
    long seed = RigSize.seed();
    System.out.printf("%d jobs, %d faults, -Drig.seed=%d%n", jobs, faults, seed);
    Random random = new Random(seed);
    for (int n = 1; n <= faults; n++) {
      drop(jobs * n / faults - dropped.size());
      pause(Duration.ofMillis(random.nextInt(1_000)));
      befall(random);
    }
    awaitTheEnd(Duration.ofMinutes(6));
    for (Node node : nodes) {
      node.signal("TERM");
      assertThat(node.run.exitCode()).isEqualTo(143);
    }

    Set<String> inDoubt = Judge.finds(gateway, share, dropped, dropped, logs());
    System.out.printf(
        "%d manifests, %d charges, %d in doubt%n",
        dropped.size(), gateway.charges().size(), inDoubt.size());
  }

  private void befall(Random random) throws Exception {
    Node node = nodes.get(random.nextInt(NODES));
    Duration time = LEASE.plusMillis(random.nextInt(2_000));
    switch (Misfortune.values()[random.nextInt(Misfortune.values().length)]) {
      case KILL -> node.kill();
      case FREEZE -> {
        node.signal("STOP");
        pause(time);
        node.signal("CONT");
      }
      case CUT -> {
        node.way.cut();
        pause(time);
        node.way.mend();
      }
      case SILENCE -> {
        node.way.fallSilent();
        pause(time);
        node.way.mend();
      }
      case DATABASE -> {
        database.breakDown();
        database.start();
      }
    }
  }

  private void drop(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      String stem = "job-" + (dropped.size() + 1);
      dropped.add(stem);
      TestBench.drop(share, stem + ".json", TestBench.manifest(stem));
    }
  }

  /** All that can happen by itself has happened: what is in doubt waits for a person. */
  private void awaitTheEnd(Duration atMost) {
    Awaitility.await()
        .atMost(atMost)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                database.count("SELECT COUNT(*) FROM job") >= dropped.size()
                    && database.count(
                            "SELECT COUNT(*) FROM job WHERE state NOT IN ('DELIVERED', 'IN_DOUBT')")
                        == 0);
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

  private static void pause(Duration time) throws InterruptedException {
    // Nothing is waited for here: this is how long the misfortune lasts.
    new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Node node : nodes) {
      all.append(node.program.out());
    }
    return all.toString();
  }
}

package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many jobs a second several nodes bring, and what a job costs nodes and PostgreSQL. Numbers of
 * nodes take turns, so that whatever else the machine does falls on all of them. It measures, so it
 * is no test of the short form: {@code -Dtest=ClusterPace}.
 */
@Tag("rig")
class ClusterPace {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "omnihuman.poll.interval", "1s",
          "omnihuman.ledger.tick", "100ms",
          "omnihuman.intake.scan-interval", "200ms",
          "omnihuman.output.checksum", "off",
          "omnihuman.output.done-marker", "false",
          "omnihuman.folders.recursive", "false");

  /** One run; what costs is for one job. */
  private record Run(
      double jobsPerSecond,
      double nodeMillis,
      double serverMillis,
      double walBytes,
      double transactions,
      double polls,
      double tableBytes,
      double load) {}

  /** What was used so far. */
  private record Used(Duration nodes, Duration server, long wal, long transactions, long size) {}

  @TempDir Path directory;

  /**
   * The nodes are bound by the gateway: two seconds for each submit, four at once from each node.
   */
  @Test
  void by_a_slow_gateway() throws Exception {
    Map<Integer, Run> medians =
        medians(
            new FakeGateway().takes(Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO),
            120,
            Map.of());

    Run one = medians.get(1);
    Run two = medians.get(2);
    if (one != null && two != null) {
      assertThat(two.jobsPerSecond()).isGreaterThanOrEqualTo(1.6 * one.jobsPerSecond());
    }
  }

  /** They are bound by processors, disk and database. */
  @Test
  void at_full_speed() throws Exception {
    medians(
        new FakeGateway(),
        1_500,
        Map.of(
            "omnihuman.submit.concurrency", "16",
            "omnihuman.poll.concurrency", "16",
            "omnihuman.download.concurrency", "16"));
  }

  private Map<Integer, Run> medians(
      FakeGateway gateway, int usualJobs, Map<String, String> settings) throws Exception {
    int jobs = RigSize.paceJobs(usualJobs);
    Launch launch = Launch.prepare(directory);
    Map<Integer, List<Run>> runs = new TreeMap<>();
    try (gateway) {
      gateway.answers(Answer.completed("480p"));
      for (int round = 1; round <= RigSize.rounds(); round++) {
        for (int nodes : RigSize.nodes()) {
          Path place = Files.createDirectories(directory.resolve(round + "-" + nodes));
          Run run = run(new Cluster(place, gateway, launch, nodes), gateway, jobs, settings);
          print("round " + round, nodes, run);
          runs.computeIfAbsent(nodes, n -> new ArrayList<>()).add(run);
        }
      }
    }
    Map<Integer, Run> medians = new TreeMap<>();
    runs.forEach((nodes, all) -> medians.put(nodes, median(all)));
    medians.forEach((nodes, run) -> print("median of %d jobs".formatted(jobs), nodes, run));
    return medians;
  }

  private static Run run(
      Cluster cluster, FakeGateway gateway, int jobs, Map<String, String> settings)
      throws Exception {
    try (cluster) {
      Map<String, String> all = new HashMap<>(SETTINGS);
      all.putAll(settings);
      cluster.start(all);
      int looks = gateway.looks().size();
      Used before = used(cluster);
      cluster.drop(jobs);
      Awaitility.await()
          .atMost(Duration.ofMinutes(10))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> cluster.videos() == jobs && cluster.count("DELIVERED") == jobs);
      Used after = used(cluster);
      long millis =
          cluster
              .database()
              .count(
                  "SELECT (SELECT MAX(finished_at) FROM job) - (SELECT MIN(started_at) FROM attempt)");
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      return new Run(
          jobs * 1_000.0 / millis,
          millis(before.nodes(), after.nodes()) / jobs,
          millis(before.server(), after.server()) / jobs,
          (after.wal() - before.wal()) / (double) jobs,
          (after.transactions() - before.transactions()) / (double) jobs,
          (gateway.looks().size() - looks) / (double) jobs,
          (after.size() - before.size()) / (double) jobs,
          load);
    }
  }

  private static double millis(Duration before, Duration after) {
    return after.minus(before).toMillis();
  }

  private static Used used(Cluster cluster) throws SQLException, IOException {
    DatabaseServer database = cluster.database();
    return new Used(
        cluster.nodes().stream().map(Cluster.Node::cpu).reduce(Duration.ZERO, Duration::plus),
        database.cpu(),
        database.count("SELECT pg_current_wal_lsn() - '0/0'"),
        database.count("SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'"),
        database.count("SELECT pg_database_size('postgres')"));
  }

  private static Run median(List<Run> runs) {
    return new Run(
        median(runs, Run::jobsPerSecond),
        median(runs, Run::nodeMillis),
        median(runs, Run::serverMillis),
        median(runs, Run::walBytes),
        median(runs, Run::transactions),
        median(runs, Run::polls),
        median(runs, Run::tableBytes),
        median(runs, Run::load));
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> what) {
    List<Double> sorted =
        runs.stream().map(what::applyAsDouble).sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }

  private static void print(String what, int nodes, Run run) {
    System.out.printf(
        "%s, %d nodes: %.1f jobs/s; a job: %.2f ms CPU of nodes, %.2f ms of PostgreSQL, %.0f B WAL,"
            + " %.1f transactions, %.2f polls, %.0f B of tables; load %.1f%n",
        what,
        nodes,
        run.jobsPerSecond(),
        run.nodeMillis(),
        run.serverMillis(),
        run.walBytes(),
        run.transactions(),
        run.polls(),
        run.tableBytes(),
        run.load());
  }
}

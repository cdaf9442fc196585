package dev.omnihuman.rig;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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

  /** As the defaults are to each other, in a hurry. */
  static final Map<String, String> HURRIED =
      Map.ofEntries(
          entry("omnihuman.ledger.lease", "61s"),
          entry("omnihuman.node.beat", "500ms"),
          entry("omnihuman.node.lease", LEASE.toMillis() + "ms"),
          entry("omnihuman.submit.breaker-threshold", "0"),
          entry("omnihuman.webhook.poll-interval", "2s"));

  private enum Misfortune {
    KILL,
    FREEZE,
    CUT,
    SILENCE,
    DATABASE,
    CALLBACKS_LOST,
    CALLBACKS_TWICE
  }

  private final FakeGateway gateway =
      new FakeGateway()
          .servesVideosThatDiffer()
          .takes(Duration.ofMillis(300), Duration.ZERO, Duration.ofMillis(100))
          .answers(Answer.processing(), Answer.completed("480p"));
  private final CallbackSender callbacks = new CallbackSender(gateway);

  @TempDir Path directory;
  private Cluster cluster;
  private TakeOvers takeOvers;

  @AfterEach
  void stop() throws Exception {
    callbacks.close();
    if (takeOvers != null) {
      takeOvers.close();
      cluster.close();
    }
    gateway.close();
  }

  @Test
  void no_misfortune_of_nodes_network_database_or_callbacks_loses_a_job_or_pays_for_one_twice()
      throws Exception {
    cluster = new Cluster(directory, gateway, Launch.prepare(directory), NODES);
    takeOvers = new TakeOvers(cluster.database());
    Map<String, String> settings = new HashMap<>(HURRIED);
    settings.put("omnihuman.webhook.public-url", cluster.front().toString());
    cluster.start(settings);
    int faults = RigSize.faults();
    int jobs = RigSize.clusterJobs();
    long seed = RigSize.seed();
    System.out.printf("%d jobs, %d faults, -Drig.seed=%d%n", jobs, faults, seed);
    Random random = new Random(seed);
    for (int n = 1; n <= faults; n++) {
      cluster.drop(jobs * n / faults - cluster.dropped().size());
      Cluster.last(Duration.ofMillis(random.nextInt(1_000)));
      befall(random);
    }
    cluster.awaitTheEnd(Duration.ofMinutes(6));
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(callbacks::isIdle);
    // A callback that came last may have healed one more.
    cluster.awaitTheEnd(Duration.ofMinutes(1));
    cluster.stop();

    Set<String> inDoubt = cluster.judge(unheard());
    System.out.printf(
        "%d manifests, %d charges, %d in doubt; %s%n",
        cluster.dropped().size(), gateway.charges().size(), inDoubt.size(), callbacks.summary());
    assertThat(takeOvers.after("KILL")).allSatisfy(ClusterRigTest::isInTime);
    assertThat(takeOvers.after("FREEZE")).allSatisfy(ClusterRigTest::isInTime);
    // Whose way is mended before it is taken for dead lives, and keeps its leases: no take-over.
    takeOvers.after("CUT");
    takeOvers.after("SILENCE");
  }

  private static void isInTime(Duration time) {
    assertThat(time).isLessThanOrEqualTo(LEASE.plus(Cluster.MARGIN));
  }

  /** Only those may be in doubt whose callback nobody has taken. */
  private Set<String> unheard() {
    Set<String> heard = callbacks.heard();
    Set<String> stems = new HashSet<>(cluster.dropped());
    stems.removeIf(stem -> heard.contains(TestBench.image(stem)));
    return stems;
  }

  private void befall(Random random) throws Exception {
    Cluster.Node node = cluster.node(random.nextInt(NODES));
    Duration time = LEASE.plusMillis(random.nextInt(2_000));
    Misfortune misfortune = Misfortune.values()[random.nextInt(Misfortune.values().length)];
    switch (misfortune) {
      case KILL -> {
        node.kill();
        takeOvers.watch(node.name(), misfortune.name());
        if (random.nextBoolean()) {
          // The others take over, and not the node's own next start.
          Cluster.last(time);
        }
        node.start();
      }
      case FREEZE -> {
        node.signal("STOP");
        takeOvers.watch(node.name(), misfortune.name());
        Cluster.last(time);
        node.signal("CONT");
      }
      case CUT -> {
        node.way().cut();
        takeOvers.watch(node.name(), misfortune.name());
        Cluster.last(time);
        node.way().mend();
      }
      case SILENCE -> {
        node.way().fallSilent();
        takeOvers.watch(node.name(), misfortune.name());
        Cluster.last(time);
        node.way().mend();
      }
      case DATABASE -> {
        cluster.database().breakDown();
        cluster.database().start();
      }
      case CALLBACKS_LOST -> callbacks.loseNext(1 + random.nextInt(20));
      case CALLBACKS_TWICE -> callbacks.doubleNext(1 + random.nextInt(20));
    }
  }
}

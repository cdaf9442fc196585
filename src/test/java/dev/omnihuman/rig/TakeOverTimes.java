package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;

import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a take-over lasts with the default times. It needs minutes, so it is no test of the
 * short form: {@code -Dtest=TakeOverTimes}.
 */
@Tag("rig")
class TakeOverTimes {

  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final int JOBS = 100;

  /** In which jobs are leased: ACCEPTED, SUBMITTING, SUBMITTED, READY. */
  private static final int STAGES = 4;

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "omnihuman.ledger.lease", "2m",
          "omnihuman.node.beat", "15s",
          "omnihuman.node.lease", "60s",
          "omnihuman.poll.interval", "1s");

  private final FakeGateway gateway =
      new FakeGateway()
          .servesVideosThatDiffer()
          .takes(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(2))
          .answers(Answer.processing(), Answer.completed("480p"));

  @TempDir Path directory;
  private Cluster cluster;

  @AfterEach
  void stop() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
    gateway.close();
  }

  @Test
  void the_others_have_the_work_of_a_killed_node_within_75_s() throws Exception {
    measure("killed", false);
  }

  @Test
  void the_others_have_the_work_of_a_frozen_node_within_75_s_and_it_changes_nothing_later()
      throws Exception {
    measure("frozen", true);
  }

  private void measure(String what, boolean wakesUp) throws Exception {
    cluster = new Cluster(directory, gateway, Launch.prepare(directory), 2);
    cluster.start(DEFAULTS);
    cluster.drop(JOBS);
    Cluster.Node victim = cluster.node(0);
    String stages =
        "SELECT COUNT(DISTINCT state) FROM job WHERE lease_owner = '%s' AND finished_at IS NULL"
            .formatted(victim.name());
    Awaitility.await("a job of each stage")
        .atMost(Duration.ofMinutes(1))
        .until(() -> cluster.database().count(stages) == STAGES);

    try (TakeOvers takeOvers = new TakeOvers(cluster.database())) {
      if (wakesUp) {
        victim.signal("STOP");
      } else {
        victim.kill();
      }
      String held = takeOvers.watch(victim.name(), what);
      assertThat(takeOvers.after(what))
          .singleElement(as(DURATION))
          .isLessThanOrEqualTo(LEASE.plus(Cluster.MARGIN));
      if (wakesUp) {
        victim.signal("CONT");
      } else {
        victim.start();
      }
      cluster.awaitTheEnd(Duration.ofMinutes(3));
      cluster.stop();
      Set<String> inDoubt = cluster.judge(cluster.dropped());
      System.out.printf(
          "%s with %s: %d charges, %d in doubt%n",
          what, held, gateway.charges().size(), inDoubt.size());
    }
  }
}

package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database of three nodes is stopped while they work, and started again some time later. */
@Tag("rig")
class DatabaseAwayRigTest {

  private static final int NODES = 3;
  private static final int BEFORE = 80;
  private static final int MEANWHILE = 40;

  /** What was under way when the database went. */
  private static final Duration LAST_CALLS = Duration.ofSeconds(5);

  private final FakeGateway gateway =
      new FakeGateway()
          .servesVideosThatDiffer()
          .takes(Duration.ofSeconds(1), Duration.ofMillis(100), Duration.ofMillis(500))
          .answers(Answer.queued(), Answer.processing(), Answer.completed("480p"));

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
  void everything_waits_for_the_database_and_goes_on_by_itself() throws Exception {
    cluster = new Cluster(directory, gateway, Launch.prepare(directory), NODES);
    cluster.start(ClusterRigTest.HURRIED);
    cluster.drop(BEFORE);
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> gateway.charges().size() >= BEFORE / 2 && cluster.count("DELIVERED") > 0);
    String stages =
        cluster
            .database()
            .texts("SELECT state || ' ' || COUNT(*) FROM job GROUP BY state")
            .toString();

    cluster.database().breakDown();
    Cluster.last(LAST_CALLS);
    int submitted = gateway.submits().size();
    cluster.drop(MEANWHILE);
    Cluster.last(RigSize.away().minus(LAST_CALLS));
    assertThat(gateway.submits()).as("submits without a ledger").hasSize(submitted);
    cluster.database().start();
    long back = System.nanoTime();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> gateway.submits().size() > submitted);
    double firstSubmit = seconds(back);
    cluster.awaitTheEnd(Duration.ofMinutes(4));
    double end = seconds(back);
    cluster.stop();

    Set<String> inDoubt = cluster.judge(Set.of());
    System.out.printf(
        "away for %d s with %s; %d charges, %d in doubt; first submit %.1f s, last video %.1f s after"
            + " its return%n",
        RigSize.away().toSeconds(),
        stages,
        gateway.charges().size(),
        inDoubt.size(),
        firstSubmit,
        end);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}

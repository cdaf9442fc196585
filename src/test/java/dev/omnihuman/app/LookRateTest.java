package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Gate;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many jobs at once, of which few may be asked about in a second. */
class LookRateTest {
  private static final int RATE = 10;

  @TempDir Path home;

  @Test
  void all_jobs_are_delivered_and_the_gateway_is_never_asked_more_often_than_allowed()
      throws Exception {
    String[] stems = IntStream.range(0, 25).mapToObj(n -> "job-" + n).toArray(String[]::new);
    try (FakeGateway gateway =
            new FakeGateway().answers(Answer.processing(), Answer.completed("480p"));
        TestBench bench =
            new TestBench(home, gateway.origin())
                .with("omnihuman.poll.max-rate", String.valueOf(RATE))
                .start()) {
      bench.dropJobs(stems);
      // A probe of the key is a look like any other.
      bench.ledger().shut(Gate.KEY, "tried");
      bench.ledger().tryGatesNow();

      bench.awaitFiles(
          IntStream.range(0, 25).mapToObj(n -> "done/job-" + n + ".json").toArray(String[]::new));

      List<Instant> looks =
          gateway.looks().stream().map(look -> look.getLoggedDate().toInstant()).sorted().toList();
      assertThat(looks).hasSizeGreaterThanOrEqualTo(51);
      for (int n = RATE; n < looks.size(); n++) {
        assertThat(looks.get(n))
            .as("look %d of %s", n, looks)
            .isAfterOrEqualTo(looks.get(n - RATE).plusSeconds(1));
      }
    }
  }
}

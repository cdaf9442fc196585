package dev.omnihuman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.desk.BrokenSteps;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.testing.TestJobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.camel.Exchange;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the policy of routes/failure-policy.camel.yaml does to a route that knows nothing of it. */
class FailurePolicyTest {

  private static final String ROUTE =
      """
      - route:
          id: any
          from:
            uri: direct:any
            steps:
              - bean:
                  ref: step
                  method: take
      """;

  /** What the route does. */
  public final class Step {
    public void take() throws Exception {
      step.call();
    }
  }

  private final Main camel = new Main();
  private TestJobs jobs;
  private Callable<?> step = () -> null;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    jobs = new TestJobs(home);
    Path route = Files.writeString(home.resolve("any.camel.yaml"), ROUTE);
    camel.setDefaultPropertyPlaceholderLocation("false");
    camel.bind("step", new Step());
    camel.bind("brokenSteps", new BrokenSteps(jobs.ledger().nodes()));
    camel
        .configure()
        .withRoutesIncludePattern("file:routes/failure-policy.camel.yaml,file:" + route);
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
    jobs.close();
  }

  @Test
  void a_job_that_was_stopped_by_a_gate_is_no_failure() throws Exception {
    Job job = jobs.accepted("clip");
    jobs.ledger().shut(Gate.PAUSE, "a person says so");
    step = () -> jobs.ledger().move(Move.of(job, job.submitting(jobs.now())));

    assertThat(run().getException()).isNull();
  }

  @Test
  void a_job_that_somebody_else_has_moved_is_no_failure() throws Exception {
    Job job = jobs.submitting("clip");
    jobs.ledger().move(Move.of(job, job.inDoubt("moved")));
    step = () -> jobs.ledger().move(Move.of(job, job.inDoubt("moved again")));

    assertThat(run().getException()).isNull();
  }

  @Test
  void anything_else_is_a_failure() throws Exception {
    step =
        () -> {
          throw new IllegalStateException("unforeseen");
        };

    assertThat(run().getException()).isInstanceOf(IllegalStateException.class);
  }

  private Exchange run() throws Exception {
    return camel.getCamelTemplate().send("direct:any", message -> message.getIn().setBody("any"));
  }
}

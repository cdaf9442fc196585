package dev.omnihuman;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.testing.TestJobs;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the policy of routes/failure-policy.camel.yaml does to a route that knows nothing of it. */
class FailurePolicyTest {

  private TestJobs jobs;
  private CamelContext camel;
  private Callable<?> step = () -> null;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    jobs = new TestJobs(home);
    camel = new DefaultCamelContext();
    Path policy = Path.of("routes/failure-policy.camel.yaml");
    PluginHelper.getRoutesLoader(camel)
        .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource("file:" + policy));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:any").process(exchange -> step.call());
          }
        });
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
    jobs.close();
  }

  @Test
  void a_job_that_was_stopped_by_a_gate_is_no_failure() {
    Job job = jobs.accepted("clip");
    jobs.ledger().shut(Gate.PAUSE, "a person says so");
    step = () -> jobs.ledger().move(Move.of(job, job.submitting(jobs.now())));

    assertThat(run().getException()).isNull();
  }

  @Test
  void a_job_that_somebody_else_has_moved_is_no_failure() {
    Job job = jobs.submitting("clip");
    jobs.ledger().move(Move.of(job, job.inDoubt("moved")));
    step = () -> jobs.ledger().move(Move.of(job, job.inDoubt("moved again")));

    assertThat(run().getException()).isNull();
  }

  @Test
  void anything_else_is_a_failure() {
    step =
        () -> {
          throw new IllegalStateException("unforeseen");
        };

    assertThat(run().getException()).isInstanceOf(IllegalStateException.class);
  }

  private Exchange run() {
    return camel.createFluentProducerTemplate().to("direct:any").withBody("any").send();
  }
}

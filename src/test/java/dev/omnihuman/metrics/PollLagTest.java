package dev.omnihuman.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.TestClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollLagTest {

  private final TestClock clock = new TestClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PollLag lag = new PollLag(registry, clock);
  private final Timer timer = registry.get("omnihuman.poll.lag").timer();

  @Test
  void should_count_from_when_the_job_was_due_to_the_question() {
    lag.claimed("request-1", clock.instant().minusSeconds(2));
    clock.advance(Duration.ofSeconds(3));
    lag.asked("request-1");

    assertThat(timer.count()).isEqualTo(1);
    assertThat(timer.totalTime(TimeUnit.SECONDS)).isEqualTo(5);
  }

  @Test
  void should_count_a_job_once_and_no_job_that_it_was_not_told_of() {
    lag.claimed("request-1", clock.instant());
    lag.asked("request-1");
    lag.asked("request-1");
    lag.asked("key-probe");

    assertThat(timer.count()).isEqualTo(1);
  }

  @Test
  void should_not_count_below_zero_when_the_clock_was_set_back() {
    lag.claimed("request-1", clock.instant().plusSeconds(60));
    lag.asked("request-1");

    assertThat(timer.totalTime(TimeUnit.SECONDS)).isZero();
  }

  @Test
  void should_forget_the_oldest_of_jobs_that_are_never_asked_about() {
    for (int n = 0; n < 10_001; n++) {
      lag.claimed("request-" + n, clock.instant());
    }
    lag.asked("request-0");
    lag.asked("request-1");

    assertThat(timer.count()).isEqualTo(1);
  }
}

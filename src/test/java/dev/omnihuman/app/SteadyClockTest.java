package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyClockTest {

  private final TestClock wall = new TestClock();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final Instant start = wall.instant();
  private final SteadyClock clock = new SteadyClock(wall, nanos::get);

  @Test
  void should_start_at_the_wall_clocks_time_and_go_on_with_the_monotonic_one() {
    assertThat(clock.instant()).isEqualTo(start);

    pass(Duration.ofSeconds(90));

    assertThat(clock.instant()).isEqualTo(start.plusSeconds(90)).isEqualTo(wall.instant());
    assertThat(clock.jump()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-86_400, -3_600, -1, 1, 3_600, 86_400})
  void should_not_heed_a_jump_and_tell_of_it_once(long seconds) {
    pass(Duration.ofSeconds(10));
    wall.advance(Duration.ofSeconds(seconds));
    pass(Duration.ofSeconds(5));

    assertThat(clock.instant()).isEqualTo(start.plusSeconds(15));
    assertThat(clock.jump()).contains(Duration.ofSeconds(seconds));
    pass(Duration.ofSeconds(5));
    assertThat(clock.jump()).isEmpty();
    assertThat(clock.instant()).isEqualTo(start.plusSeconds(20));
  }

  @Test
  void should_take_a_clock_that_is_slowly_corrected_for_no_jump() {
    for (int look = 0; look < 100; look++) {
      pass(Duration.ofSeconds(5));
      wall.advance(Duration.ofMillis(50));

      assertThat(clock.jump()).isEmpty();
    }
  }

  private void pass(Duration time) {
    wall.advance(time);
    nanos.addAndGet(time.toNanos());
  }
}

package dev.omnihuman.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  @ParameterizedTest
  @CsvSource({"0,5", "1,10", "2,20", "5,160", "6,300", "7,300"})
  void should_double_up_to_the_longest_delay(int failures, int seconds) {
    assertThat(new Backoff(FIRST, LONGEST, () -> 1.0).delay(failures))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 63, 64, 1000, Integer.MAX_VALUE})
  void should_stay_at_the_longest_delay_after_any_number_of_failures(int failures) {
    assertThat(new Backoff(FIRST, LONGEST, () -> 1.0).delay(failures)).isEqualTo(LONGEST);
  }

  @Test
  void should_never_wait_longer_than_the_longest_delay_even_at_first() {
    assertThat(new Backoff(LONGEST, FIRST, () -> 1.0).delay(0)).isEqualTo(FIRST);
  }

  @Test
  void should_wait_the_given_fraction_of_the_delay() {
    assertThat(new Backoff(FIRST, LONGEST, () -> 0.5).delay(1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(new Backoff(FIRST, LONGEST, () -> 0.0).delay(1)).isEqualTo(Duration.ZERO);
  }

  @Test
  void should_scatter_over_the_whole_delay_with_full_jitter() {
    Backoff backoff = Backoff.withFullJitter(FIRST, LONGEST);

    assertThat(IntStream.range(0, 1000).mapToObj(n -> backoff.delay(3)))
        .allMatch(delay -> !delay.isNegative() && delay.compareTo(Duration.ofSeconds(40)) <= 0)
        .anyMatch(delay -> delay.compareTo(Duration.ofSeconds(20)) < 0)
        .anyMatch(delay -> delay.compareTo(Duration.ofSeconds(20)) > 0);
  }
}

package dev.omnihuman.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DurationsTest {

  @Test
  void should_keep_the_latest_fifty() {
    Durations learned = Durations.NONE.with(seconds(1, 40)).with(seconds(41, 70));

    assertThat(learned.latest()).isEqualTo(seconds(21, 70));
  }

  @Test
  void should_tell_which_part_is_shorter_whatever_their_order() {
    Durations learned = new Durations(List.of(s(9), s(1), s(5), s(3), s(7)));

    assertThat(learned.quantile(0)).isEqualTo(s(1));
    assertThat(learned.quantile(0.5)).isEqualTo(s(5));
    assertThat(learned.quantile(0.9)).isEqualTo(s(9));
    assertThat(learned.quantile(1)).isEqualTo(s(9));
  }

  @Test
  void should_tell_nothing_where_nothing_was_learned() {
    assertThat(Durations.NONE.isEmpty()).isTrue();
    assertThatThrownBy(() -> Durations.NONE.quantile(0.5))
        .isInstanceOf(IllegalStateException.class);
  }

  private static List<Duration> seconds(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(DurationsTest::s).toList();
  }

  private static Duration s(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}

package dev.omnihuman.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GateDelaysTest {

  private final GateDelays delays =
      new GateDelays(
          List.of(Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(60)),
          List.of(Duration.ofSeconds(30), Duration.ofMinutes(5)));

  @ParameterizedTest
  @EnumSource(
      value = Gate.class,
      names = {"RATE", "OUTAGE"},
      mode = EnumSource.Mode.EXCLUDE)
  void should_wait_as_people_have_set_and_repeat_the_last_delay(Gate gate) {
    assertThat(List.of(0, 1, 2, 3, 100))
        .extracting(trials -> delays.beforeTrial(gate, trials).toMinutes())
        .containsExactly(5L, 15L, 60L, 60L, 60L);
  }

  @ParameterizedTest
  @CsvSource({"0,5", "1,10", "3,40", "6,320", "7,600", "100,600"})
  void should_double_from_5_seconds_to_10_minutes_when_the_gateway_slows_us(
      int trials, int seconds) {
    assertThat(delays.beforeTrial(Gate.RATE, trials)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void should_have_delays_of_its_own_behind_doubtful_answers() {
    assertThat(List.of(0, 1, 2))
        .extracting(trials -> delays.beforeTrial(Gate.OUTAGE, trials).toSeconds())
        .containsExactly(30L, 300L, 300L);
  }

  @Test
  void should_need_at_least_one_delay() {
    assertThatThrownBy(() -> new GateDelays(List.of(), List.of(Duration.ofSeconds(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

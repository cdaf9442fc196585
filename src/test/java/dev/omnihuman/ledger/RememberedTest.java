package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a dear answer is kept. */
class RememberedTest {

  private final TestClock clock = new TestClock();
  private final Remembered<Integer> remembered = new Remembered<>(clock);
  private int made;

  private int ask(long revision, Duration cost) {
    return remembered.get(
        revision,
        () ->
            remembered.made(
                () -> {
                  clock.advance(cost);
                  made++;
                  return made;
                }));
  }

  @Test
  void one_that_was_very_dear_once_is_made_anew_after_half_a_minute() {
    ask(1, Duration.ofMinutes(1));
    clock.advance(Duration.ofSeconds(30).minusMillis(1));
    assertThat(ask(2, Duration.ZERO)).isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    assertThat(ask(2, Duration.ZERO)).isEqualTo(2);
  }

  @Test
  void what_was_waited_for_before_it_could_be_made_costs_nothing() {
    remembered.get(
        1,
        () -> {
          clock.advance(Duration.ofSeconds(5));
          return remembered.made(() -> made++);
        });
    assertThat(ask(2, Duration.ZERO)).as("made anew").isEqualTo(2);
  }

  @Test
  void one_that_costs_nothing_is_made_anew_at_each_change() {
    assertThat(ask(1, Duration.ZERO)).isEqualTo(1);
    assertThat(ask(2, Duration.ZERO)).isEqualTo(2);
  }

  @Test
  void one_that_nothing_changed_is_kept_for_seconds() {
    ask(1, Duration.ZERO);
    clock.advance(Duration.ofSeconds(9));
    assertThat(ask(1, Duration.ZERO)).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(ask(1, Duration.ZERO)).as("it may speak of the last hour").isEqualTo(2);
  }

  @Test
  void a_dear_one_is_made_a_fortieth_of_the_time_at_most() {
    Duration cost = Duration.ofMillis(100);
    ask(1, cost);
    clock.advance(cost.multipliedBy(40).minusMillis(1));
    assertThat(ask(2, cost)).isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    assertThat(ask(2, cost)).isEqualTo(2);
  }

  @Test
  void whoever_got_an_old_one_is_told_once_when_there_may_be_a_new_one() {
    Duration cost = Duration.ofMillis(100);
    ask(1, cost);
    assertThat(remembered.becameAskable()).as("it is not behind").isFalse();
    ask(2, cost);
    assertThat(remembered.becameAskable()).as("it is too young").isFalse();
    clock.advance(Duration.ofSeconds(4));
    assertThat(remembered.becameAskable()).isTrue();
    assertThat(remembered.becameAskable()).as("it was said").isFalse();
  }
}

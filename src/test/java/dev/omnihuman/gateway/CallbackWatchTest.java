package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallbackWatchTest {

  private static final Duration USUAL = Duration.ofSeconds(5);
  private static final Duration SELDOM = Duration.ofSeconds(60);

  private final CallbackWatch watch = new CallbackWatch(USUAL, SELDOM, true);

  @Test
  void asks_seldom_while_callbacks_come() {
    assertThat(watch.interval()).isEqualTo(SELDOM);
    assertThat(watch.firstLookAfter()).isEqualTo(SELDOM);
  }

  @Test
  void asks_as_usual_after_three_results_in_a_row_without_a_callback() {
    watch.foundUnheard();
    watch.foundUnheard();
    assertThat(watch.interval()).isEqualTo(SELDOM);

    watch.foundUnheard();

    assertThat(watch.interval()).isEqualTo(USUAL);
    assertThat(watch.firstLookAfter()).isZero();
  }

  @Test
  void counts_anew_after_each_callback() {
    watch.foundUnheard();
    watch.foundUnheard();
    watch.heard();
    watch.foundUnheard();

    assertThat(watch.interval()).isEqualTo(SELDOM);
  }

  @Test
  void asks_seldom_again_when_callbacks_come_again() {
    for (int i = 0; i < 10; i++) {
      watch.foundUnheard();
    }

    watch.heard();

    assertThat(watch.interval()).isEqualTo(SELDOM);
  }

  @Test
  void asks_as_usual_when_nobody_can_call() {
    watch.expectNothing();

    assertThat(watch.interval()).isEqualTo(USUAL);
    assertThat(CallbackWatch.off(USUAL).interval()).isEqualTo(USUAL);
    assertThat(CallbackWatch.off(USUAL).firstLookAfter()).isZero();
  }

  @Test
  void never_asks_more_often_than_usual() {
    CallbackWatch hasty = new CallbackWatch(USUAL, Duration.ofSeconds(1), true);

    assertThat(hasty.interval()).isEqualTo(USUAL);
  }
}

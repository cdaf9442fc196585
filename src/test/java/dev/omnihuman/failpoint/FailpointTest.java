package dev.omnihuman.failpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Armed failpoints need a process to stop; the rigs have one. */
class FailpointTest {

  @ParameterizedTest
  @EnumSource
  void should_stop_nobody_unless_a_rig_asks(Failpoint failpoint) {
    failpoint.reached();

    assertThat(Trap.set(null)).isNull();
  }

  @Test
  void should_close_once_at_the_place_that_was_named() {
    Trap trap = Trap.set("AFTER_INTENT");

    assertThat(trap.closesAt(Failpoint.BEFORE_INTENT)).isFalse();
    assertThat(trap.closesAt(Failpoint.AFTER_INTENT)).isTrue();
    assertThat(trap.closesAt(Failpoint.AFTER_INTENT)).isFalse();
  }

  @Test
  void should_close_at_the_time_that_was_named() {
    Trap trap = Trap.set("AFTER_LINK:2");

    assertThat(trap.closesAt(Failpoint.AFTER_LINK)).isFalse();
    assertThat(trap.closesAt(Failpoint.AFTER_LINK)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NOWHERE", "after_intent", "AFTER_INTENT:", "AFTER_INTENT:x"})
  void should_refuse_a_place_that_is_none(String wanted) {
    assertThatIllegalArgumentException().isThrownBy(() -> Trap.set(wanted));
  }
}

package dev.omnihuman.job;

import static dev.omnihuman.job.JobState.ABANDONED;
import static dev.omnihuman.job.JobState.ACCEPTED;
import static dev.omnihuman.job.JobState.DELIVERED;
import static dev.omnihuman.job.JobState.FAILED;
import static dev.omnihuman.job.JobState.IN_DOUBT;
import static dev.omnihuman.job.JobState.READY;
import static dev.omnihuman.job.JobState.SUBMITTED;
import static dev.omnihuman.job.JobState.SUBMITTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobStateTest {

  /** The table of the design, section 2, and the way of a doubt that heals before a resubmit. */
  private static final Map<JobState, Set<JobState>> LEGAL =
      Map.of(
          ACCEPTED, Set.of(SUBMITTING, SUBMITTED, FAILED, ABANDONED),
          SUBMITTING, Set.of(SUBMITTED, ACCEPTED, IN_DOUBT, FAILED),
          IN_DOUBT, Set.of(SUBMITTED, ACCEPTED, FAILED, ABANDONED),
          SUBMITTED, Set.of(READY, ACCEPTED, FAILED, ABANDONED),
          READY, Set.of(DELIVERED, SUBMITTED, FAILED),
          FAILED, Set.of(SUBMITTED, ACCEPTED),
          ABANDONED, Set.of(SUBMITTED, ACCEPTED),
          DELIVERED, Set.of());

  static Stream<Arguments> everyPair() {
    return Stream.of(JobState.values())
        .flatMap(
            from ->
                Stream.of(JobState.values())
                    .map(to -> arguments(from, to, LEGAL.get(from).contains(to))));
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @MethodSource("everyPair")
  void should_allow_the_steps_of_the_design_and_no_other(
      JobState from, JobState to, boolean legal) {
    assertThat(from.canBecome(to)).isEqualTo(legal);
  }

  @Test
  void should_take_no_step_by_itself_after_an_end() {
    assertThat(JobState.values())
        .filteredOn(JobState::isTerminal)
        .containsExactlyInAnyOrder(DELIVERED, FAILED, ABANDONED);
  }

  @Test
  void should_hold_for_a_person_what_is_in_doubt_alone() {
    assertThat(JobState.values()).filteredOn(JobState::isHeld).containsExactly(IN_DOUBT);
  }
}

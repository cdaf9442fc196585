package dev.omnihuman.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules that the table of the money must keep, whatever is added to it. */
class SubmitOutcomeTest {

  @ParameterizedTest
  @EnumSource
  void should_never_send_again_what_may_have_been_charged(SubmitOutcome outcome) {
    if (outcome.charged() != Charged.NO) {
      assertThat(outcome.next()).isNotEqualTo(JobState.ACCEPTED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void should_be_in_doubt_exactly_when_nobody_knows_whether_it_was_charged(SubmitOutcome outcome) {
    assertThat(outcome.next() == JobState.IN_DOUBT).isEqualTo(outcome.charged() == Charged.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void should_lead_where_a_submit_may_go(SubmitOutcome outcome) {
    assertThat(JobState.SUBMITTING.canBecome(outcome.next())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void should_keep_for_later_the_job_that_finds_a_gate_shut(SubmitOutcome outcome) {
    if (outcome.closes() != null) {
      assertThat(outcome.next()).isEqualTo(JobState.ACCEPTED);
      assertThat(outcome.opensGates()).isFalse();
    }
  }

  @Test
  void should_open_gates_by_an_accepted_request_alone() {
    assertThat(SubmitOutcome.values())
        .filteredOn(SubmitOutcome::opensGates)
        .containsExactly(SubmitOutcome.ACCEPTED);
  }
}

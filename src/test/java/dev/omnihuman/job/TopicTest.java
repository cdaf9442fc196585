package dev.omnihuman.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {

  @ParameterizedTest
  @CsvSource({
    "           , ACCEPTED  , JOB_ACCEPTED",
    "FAILED     , ACCEPTED  , JOB_ACCEPTED",
    "ABANDONED  , ACCEPTED  , JOB_ACCEPTED",
    "SUBMITTING , ACCEPTED  ,",
    "SUBMITTED  , ACCEPTED  ,",
    "IN_DOUBT   , ACCEPTED  ,",
    "ACCEPTED   , SUBMITTING,",
    "SUBMITTING , SUBMITTED , JOB_SUBMITTED",
    "IN_DOUBT   , SUBMITTED , JOB_SUBMITTED",
    "FAILED     , SUBMITTED , JOB_SUBMITTED",
    "READY      , SUBMITTED ,",
    "SUBMITTED  , READY     ,",
    "READY      , DELIVERED , JOB_DELIVERED",
    "SUBMITTED  , FAILED    , JOB_FAILED",
    "SUBMITTING , IN_DOUBT  , JOB_IN_DOUBT",
    "IN_DOUBT   , ABANDONED , JOB_ABANDONED"
  })
  void should_say_what_a_change_is_about(JobState from, JobState to, Topic topic) {
    assertThat(Topic.of(from, to).orElse(null)).isEqualTo(topic);
  }

  @ParameterizedTest
  @EnumSource
  void should_be_silent_where_no_state_changes(JobState state) {
    assertThat(Topic.of(state, state)).isEmpty();
  }

  @Test
  void should_choose_both_topics_of_gates_by_one_word() {
    assertThat(Topic.GATE_SHUT.word()).isEqualTo(Topic.GATE_OPENED.word()).isEqualTo("gates");
  }
}

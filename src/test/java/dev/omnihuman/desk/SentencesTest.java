package dev.omnihuman.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.ledger.ListedJob;
import dev.omnihuman.ledger.Totals;
import dev.omnihuman.testing.Manifests;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the ledger can hold is told in sentences, so that nobody must know our words. */
class SentencesTest {

  private static final Instant NOW = Instant.parse("2026-05-22T13:17:32Z");

  private static final Job JOB =
      Job.accepted(
          "01hzzzzzzzzzzzzzzzzzzzzzzz", Manifests.in("clip.json"), OutputTemplate.DEFAULT, NOW);

  private static void isSentence(String text) {
    assertThat(text)
        .matches("\\p{Lu}.{10,}\\.")
        .doesNotContain("null", "%s", "  ")
        .doesNotContainPattern("\\b[A-Z]+_[A-Z]+\\b");
  }

  private static ObjectNode document(Job job, List<Attempt> attempts, List<ClosedGate> gates) {
    JobEvent accepted = new JobEvent(1, NOW, null, JobState.ACCEPTED, null, null);
    return JobDocuments.whole(
        new WholeJob(
            new ListedJob(job, NOW), attempts, List.of(accepted), gates, Durations.NONE, List.of()),
        NOW);
  }

  @ParameterizedTest
  @EnumSource
  void a_state_has_a_meaning_and_says_what_to_do(JobState state) {
    isSentence(state.meaning());
    isSentence(state.advice());
  }

  @ParameterizedTest
  @EnumSource
  void a_failed_job_says_why_and_what_to_do(FailureReason reason) {
    ObjectNode document =
        document(JOB.failed(reason, "words", Charged.UNKNOWN, NOW), List.of(), List.of());

    assertThat(document.path("meaning").textValue()).isEqualTo(reason.meaning());
    isSentence(document.path("meaning").textValue());
    isSentence(document.path("advice").textValue());
    isSentence(document.path("next").textValue());
  }

  @ParameterizedTest
  @EnumSource
  void advice_on_a_failed_job_also_fits_who_has_no_inbox_at_hand(FailureReason reason) {
    assertThat(reason.advice()).doesNotContain("into the inbox");
    if (reason.advice().contains("dropped again")) {
      assertThat(reason.advice()).contains("A retry, or the manifest dropped again");
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_attempt_says_what_its_outcome_means(SubmitOutcome outcome) {
    Attempt.Answer answer = new Attempt.Answer(NOW, outcome, "words", null);
    Attempt attempt =
        new Attempt(1, NOW, answer, new Attempt.Result(null, null, outcome.charged()));
    ObjectNode document = document(JOB, List.of(attempt), List.of());

    String meaning = document.at("/attempts/0/meaning").textValue();
    isSentence(meaning);
    if (outcome.isDoubtful()) {
      assertThat(meaning).contains("may have been charged");
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_was_charged_is_a_sentence(Charged charged) {
    Job failed = JOB.failed(FailureReason.REMOTE_FAILED, null, charged, NOW);
    ObjectNode document = document(failed, List.of(), List.of());

    isSentence(document.path("charged_meaning").textValue());
  }

  @ParameterizedTest
  @EnumSource
  void a_shut_gate_says_what_to_do_and_wants_attention(Gate gate) {
    ClosedGate shut = ClosedGate.shut(gate, "its cause", NOW, null);
    ObjectNode document = document(JOB, List.of(), List.of(shut));

    assertThat(document.at("/gates/0/meaning").textValue()).isEqualTo(gate.meaning());
    isSentence(gate.meaning());
    isSentence(document.at("/gates/0/advice").textValue());
    assertThat(document.path("next").textValue()).contains("its cause", gate.advice());
    Totals none = new Totals(Map.of(), 0, new Totals.Charges(0, 0, 0), null);
    assertThat(Attention.of(none, List.of(shut), NOW))
        .singleElement()
        .satisfies(item -> assertThat(item.words()).contains(gate.advice()));
  }
}

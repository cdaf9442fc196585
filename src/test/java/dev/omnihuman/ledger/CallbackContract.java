package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Look;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.job.SubmitRules.OnDoubt;
import dev.omnihuman.ledger.CallbackLedger.Hint;
import dev.omnihuman.testing.TestRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What callbacks set off, and what they cannot. */
interface CallbackContract {

  TestLedger ledger();

  private CallbackLedger callbacks() {
    return ledger().jobs.callbacks();
  }

  private Job begin(Job accepted, String token) {
    Job intent = accepted.submitting(ledger().now().plus(TestLedger.LEASE));
    return ledger().jobs.move(Move.of(accepted, intent).calledBackWith(token));
  }

  /** SUBMITTED, asked about once, and due again in an hour. */
  private Job waiting(String file, String token) {
    Job submitted =
        ledger().steps.answer(begin(ledger().steps.accept(file), token), SubmitOutcome.ACCEPTED);
    return laterAgain(submitted);
  }

  private Job laterAgain(Job job) {
    Instant later = ledger().now().plus(Duration.ofHours(1));
    return ledger()
        .jobs
        .move(Move.of(job, job.stillRunning("PROCESSING", ledger().now(), new Look(later, null))));
  }

  private Job inDoubt(String file, String token) {
    Job begun = begin(ledger().steps.accept(file), token);
    return ledger().steps.answer(begun, SubmitOutcome.ANSWER_LOST);
  }

  private List<Job> due() {
    return ledger().jobs.claim(JobState.SUBMITTED, 100);
  }

  private Lead onlyLead() {
    List<Lead> leads = callbacks().claimLeads(10);
    assertThat(leads).hasSize(1);
    return leads.get(0);
  }

  @Test
  default void should_know_no_token_but_those_that_were_given_out() {
    waiting("a.json", "hash-a");

    assertThat(callbacks().hint("hash-b", "request")).isEqualTo(Hint.UNKNOWN_TOKEN);
    assertThat(due()).isEmpty();
  }

  @Test
  default void should_make_a_job_due_at_once_when_it_is_called_about() {
    Job job = waiting("a.json", "hash-a");
    Job other = waiting("b.json", "hash-b");

    assertThat(callbacks().hint("hash-a", job.requestId())).isEqualTo(Hint.LOOK);

    assertThat(due()).extracting(Job::id).containsExactly(job.id());
    assertThat(ledger().steps.state(other)).isEqualTo(JobState.SUBMITTED);
  }

  @Test
  default void should_not_look_because_of_another_request_than_the_jobs() {
    waiting("a.json", "hash-a");

    assertThat(callbacks().hint("hash-a", "another")).isEqualTo(Hint.NOTHING);

    assertThat(due()).isEmpty();
  }

  @Test
  default void should_look_once_however_often_it_is_called_before_the_look() {
    Job job = waiting("a.json", "hash-a");
    for (int i = 0; i < 5; i++) {
      callbacks().hint("hash-a", job.requestId());
    }

    Job claimed = due().get(0);
    laterAgain(claimed);

    assertThat(due()).isEmpty();
    ledger().clock.advance(Duration.ofSeconds(3));
    assertThat(due()).isEmpty();
  }

  @Test
  default void should_look_again_no_sooner_than_two_seconds_after_the_last_callback() {
    Job job = waiting("a.json", "hash-a");
    callbacks().hint("hash-a", job.requestId());
    laterAgain(due().get(0));
    ledger().clock.advance(Duration.ofMillis(500));

    callbacks().hint("hash-a", job.requestId());

    assertThat(due()).isEmpty();
    ledger().clock.advance(Duration.ofMillis(1499));
    assertThat(due()).isEmpty();
    ledger().clock.advance(Duration.ofMillis(1));
    assertThat(due()).hasSize(1);
  }

  @Test
  default void should_look_again_when_it_was_called_while_a_look_was_under_way() {
    Job job = waiting("a.json", "hash-a");
    ledger().clock.advance(Duration.ofHours(1));
    Job looking = due().get(0);

    assertThat(callbacks().hint("hash-a", job.requestId())).isEqualTo(Hint.LOOK);
    assertThat(due()).as("nobody else asks meanwhile").isEmpty();
    laterAgain(looking);

    // The ledger is asked for what is due once a second, unless it has noticed something.
    ledger().clock.advance(Duration.ofSeconds(1));
    assertThat(due()).extracting(Job::id).containsExactly(job.id());
  }

  @Test
  default void should_keep_the_look_of_a_callback_across_a_restart() {
    Job job = waiting("a.json", "hash-a");
    callbacks().hint("hash-a", job.requestId());

    ledger().reopen();

    assertThat(due()).extracting(Job::id).containsExactly(job.id());
  }

  @Test
  default void should_not_wait_for_a_look_that_a_clock_set_back_left_in_the_future() {
    Job job = waiting("a.json", "hash-a");
    callbacks().hint("hash-a", job.requestId());
    laterAgain(due().get(0));
    ledger().clock.advance(Duration.ofHours(-5));

    callbacks().hint("hash-a", job.requestId());

    assertThat(due()).hasSize(1);
  }

  @Test
  default void should_do_nothing_for_a_job_that_is_complete() {
    Job job = waiting("a.json", "hash-a");
    Job ready = ledger().steps.ready(job);

    assertThat(callbacks().hint("hash-a", job.requestId())).isEqualTo(Hint.NOTHING);

    assertThat(ledger().steps.stored(ready)).isEqualTo(ready);
  }

  @Test
  default void should_heal_a_doubt_when_the_gateway_confirms_what_a_callback_named() {
    Job doubtful = inDoubt("a.json", "hash-a");
    Instant submitted = ledger().now();
    ledger().clock.advance(Duration.ofMinutes(3));

    assertThat(callbacks().hint("hash-a", "found-1")).isEqualTo(Hint.LEAD);
    assertThat(ledger().steps.state(doubtful)).as("not yet").isEqualTo(JobState.IN_DOUBT);
    Lead lead = onlyLead();
    assertThat(lead.requestId()).isEqualTo("found-1");
    Job healed = callbacks().confirm(lead, "named by a callback");

    assertThat(healed.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(healed.requestId()).isEqualTo("found-1");
    assertThat(healed.ending().charged()).isEqualTo(Charged.YES);
    assertThat(healed.times().submittedAt()).isEqualTo(submitted);
    ledger().clock.advance(Duration.ofSeconds(2));
    assertThat(due()).extracting(Job::id).containsExactly(healed.id());
    assertThat(callbacks().isUnheardOf(healed)).isFalse();
    assertThat(ledger().jobs.events(healed.id()).get(3).words()).isEqualTo("named by a callback");
    assertThat(callbacks().claimLeads(10)).isEmpty();
  }

  @Test
  default void should_heal_across_a_restart() {
    inDoubt("a.json", "hash-a");
    callbacks().hint("hash-a", "found-1");

    ledger().reopen();

    assertThat(callbacks().confirm(onlyLead(), "named").state()).isEqualTo(JobState.SUBMITTED);
  }

  @Test
  default void should_close_the_breaker_when_a_doubt_heals() {
    for (int i = 0; i < 3; i++) {
      inDoubt(i + ".json", "hash-" + i);
    }
    assertThat(ledger().jobs.closedGates()).hasSize(1);
    callbacks().hint("hash-1", "found-1");

    callbacks().confirm(onlyLead(), "named");

    assertThat(ledger().jobs.closedGates()).isEmpty();
  }

  @Test
  default void should_follow_no_lead_while_the_answer_may_still_come() {
    Job begun = begin(ledger().steps.accept("a.json"), "hash-a");

    assertThat(callbacks().hint("hash-a", "found-1")).isEqualTo(Hint.LEAD);
    assertThat(callbacks().claimLeads(10)).isEmpty();
    Job doubtful = ledger().steps.answer(begun, SubmitOutcome.ANSWER_LOST);

    assertThat(onlyLead().job().id()).isEqualTo(doubtful.id());
  }

  @Test
  default void should_look_at_once_when_a_callback_came_before_the_answer() {
    Job begun = begin(ledger().steps.accept("a.json"), "hash-a");
    callbacks().hint("hash-a", "request-" + begun.id());
    laterAgain(ledger().steps.answer(begun, SubmitOutcome.ACCEPTED));

    ledger().clock.advance(Duration.ofSeconds(1));
    assertThat(callbacks().claimLeads(10)).as("nothing is left to confirm").isEmpty();

    assertThat(due()).extracting(Job::id).containsExactly(begun.id());
  }

  @Test
  default void should_forget_a_lead_when_a_person_was_faster() {
    Job doubtful = inDoubt("a.json", "hash-a");
    callbacks().hint("hash-a", "found-1");
    ledger().jobs.move(Move.of(doubtful, doubtful.foundSubmitted("typed-1", ledger().now())));

    assertThat(callbacks().claimLeads(10)).isEmpty();
    ledger().clock.advance(Duration.ofHours(1));
    assertThat(callbacks().claimLeads(10)).isEmpty();
  }

  @Test
  default void should_ask_again_later_about_a_lead_that_was_not_confirmed() {
    inDoubt("a.json", "hash-a");
    callbacks().hint("hash-a", "found-1");
    callbacks().followLater(onlyLead(), ledger().now().plus(Duration.ofSeconds(10)));

    assertThat(callbacks().claimLeads(10)).isEmpty();
    ledger().clock.advance(Duration.ofSeconds(10));

    assertThat(onlyLead().tries()).isEqualTo(1);
  }

  @Test
  default void should_lease_a_lead_to_one_at_a_time() {
    inDoubt("a.json", "hash-a");
    callbacks().hint("hash-a", "found-1");
    onlyLead();
    ledger().clock.advance(Duration.ofSeconds(2));
    assertThat(callbacks().claimLeads(10)).isEmpty();

    ledger().clock.advance(TestLedger.LEASE);

    assertThat(onlyLead().tries()).as("whoever had it has died").isZero();
  }

  @Test
  default void should_keep_few_leads_however_many_ids_are_told() {
    inDoubt("a.json", "hash-a");
    for (int i = 0; i < 50; i++) {
      callbacks().hint("hash-a", "found-" + i);
    }

    assertThat(callbacks().claimLeads(100)).hasSize(5);
  }

  @Test
  default void should_heal_what_a_rule_or_a_person_gave_up_too_early() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.FAIL)));
    Job failed = inDoubt("a.json", "hash-a");
    assertThat(failed.state()).isEqualTo(JobState.FAILED);

    callbacks().hint("hash-a", "found-1");

    assertThat(callbacks().confirm(onlyLead(), "named").state()).isEqualTo(JobState.SUBMITTED);
  }

  @Test
  default void should_heal_before_it_is_paid_twice() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.RESUBMIT_ONCE)));
    Job again = inDoubt("a.json", "hash-a");
    assertThat(again.state()).isEqualTo(JobState.ACCEPTED);
    callbacks().hint("hash-a", "found-1");

    Job healed = callbacks().confirm(onlyLead(), "named");

    assertThat(healed.state()).isEqualTo(JobState.SUBMITTED);
    ledger().clock.advance(Duration.ofHours(1));
    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
  }

  @Test
  default void should_note_what_was_paid_for_twice() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.RESUBMIT_ONCE)));
    inDoubt("a.json", "hash-1");
    ledger().clock.advance(Duration.ofMinutes(5));
    Job second = begin(ledger().jobs.claimToSubmit(1).get(0), "hash-2");
    callbacks().hint("hash-1", "found-1");

    Job noted = callbacks().confirm(onlyLead(), "the first one, too");

    assertThat(noted.state()).isEqualTo(JobState.SUBMITTING);
    assertThat(noted.ending().chargedBefore()).isEqualTo(Charged.YES);
    assertThat(ledger().jobs.attempts(second.id()).get(0).result())
        .isEqualTo(new Attempt.Result("found-1", null, Charged.YES));
    assertThat(ledger().steps.answer(second, SubmitOutcome.ACCEPTED).state())
        .as("the second one goes on as it would")
        .isEqualTo(JobState.SUBMITTED);
    assertThat(callbacks().hint("hash-1", "found-1")).isEqualTo(Hint.NOTHING);
  }

  @Test
  default void should_tell_of_which_jobs_it_should_have_heard_and_did_not() {
    Job silent = waiting("a.json", "hash-a");
    Job heard = waiting("b.json", "hash-b");
    Job unasked = laterAgain(ledger().steps.submit(ledger().steps.accept("c.json")));
    callbacks().hint("hash-b", heard.requestId());

    assertThat(callbacks().isUnheardOf(silent)).isTrue();
    assertThat(callbacks().isUnheardOf(heard)).isFalse();
    assertThat(callbacks().isUnheardOf(unasked)).isFalse();
  }

  @Test
  default void should_have_heard_nothing_when_a_job_was_seen_unfinished_after_its_callback() {
    Job job = waiting("a.json", "hash-a");
    callbacks().hint("hash-a", job.requestId());
    ledger().clock.advance(Duration.ofSeconds(1));
    Job later = laterAgain(due().get(0));

    assertThat(callbacks().isUnheardOf(later)).isTrue();
    ledger().clock.advance(Duration.ofSeconds(5));
    callbacks().hint("hash-a", job.requestId());
    assertThat(callbacks().isUnheardOf(later)).isFalse();
  }

  @Test
  default void should_tell_about_which_attempts_the_gateway_was_asked_to_call() {
    Job asked = waiting("a.json", "hash-a");
    Job unasked = laterAgain(ledger().steps.submit(ledger().steps.accept("b.json")));

    assertThat(callbacks().isAwaited(asked)).isTrue();
    assertThat(callbacks().isAwaited(unasked)).isFalse();
  }
}

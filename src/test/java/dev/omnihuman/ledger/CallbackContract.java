package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Attempt.Answer;
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

  /** As whoever asked the gateway does it. */
  private Job confirm(Lead lead) {
    Job job = callbacks().confirm(lead).orElseThrow();
    Job healed = ledger().jobs.move(healing(job, lead));
    callbacks().drop(lead);
    return healed;
  }

  private Move healing(Job job, Lead lead) {
    Job next = job.foundSubmitted(lead.requestId(), ledger().now());
    Answer answer = new Answer(ledger().now(), SubmitOutcome.ACCEPTED, "named", null);
    return new Move(job, next, lead.attempt() == job.progress().attempt() ? answer : null);
  }

  @Test
  default void should_keep_what_a_callback_names_of_a_doubt_until_the_gateway_confirms_it() {
    Job doubtful = inDoubt("a.json", "hash-a");

    assertThat(callbacks().hint("hash-a", "found-1")).isEqualTo(Hint.LEAD);
    assertThat(ledger().steps.state(doubtful)).as("not yet").isEqualTo(JobState.IN_DOUBT);
    Lead lead = onlyLead();
    assertThat(lead.requestId()).isEqualTo("found-1");
    Job healed = confirm(lead);

    assertThat(healed.requestId()).isEqualTo("found-1");
    assertThat(ledger().jobs.attempts(healed.id()).get(0).result().requestId())
        .isEqualTo("found-1");
    assertThat(callbacks().isUnheardOf(healed)).isFalse();
    assertThat(callbacks().claimLeads(10)).isEmpty();
  }

  @Test
  default void should_go_on_with_a_confirmed_request_after_a_crash() {
    inDoubt("a.json", "hash-a");
    callbacks().hint("hash-a", "found-1");
    callbacks().confirm(onlyLead());

    ledger().reopen();
    ledger().jobs.takeOver(ledger().now());

    assertThat(confirm(onlyLead()).requestId()).isEqualTo("found-1");
  }

  @Test
  default void should_take_over_the_leads_of_a_predecessor_whatever_its_clock_said() {
    inDoubt("a.json", "hash-a");
    callbacks().hint("hash-a", "found-1");
    callbacks().followLater(onlyLead(), ledger().now().plus(Duration.ofDays(1)));

    ledger().reopen();
    ledger().jobs.takeOver(ledger().now());

    assertThat(onlyLead().requestId()).isEqualTo("found-1");
  }

  @Test
  default void should_close_the_breaker_when_a_doubt_heals() {
    for (int i = 0; i < 3; i++) {
      inDoubt(i + ".json", "hash-" + i);
    }
    assertThat(ledger().jobs.closedGates()).hasSize(1);
    callbacks().hint("hash-1", "found-1");

    confirm(onlyLead());

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
    ledger().jobs.move(Move.of(doubtful, doubtful.foundSubmitted("found-1", ledger().now())));

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
  default void should_keep_leads_of_what_a_rule_gave_up_too_early() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.FAIL)));
    assertThat(inDoubt("a.json", "hash-a").state()).isEqualTo(JobState.FAILED);

    callbacks().hint("hash-a", "found-1");

    assertThat(confirm(onlyLead()).state()).isEqualTo(JobState.SUBMITTED);
  }

  @Test
  default void should_keep_leads_of_attempts_that_were_taken_for_refused() {
    Job begun = begin(ledger().steps.accept("a.json"), "hash-a");
    ledger().steps.answer(begun, SubmitOutcome.ASSUMED_REFUSED);

    assertThat(callbacks().hint("hash-a", "found-1")).isEqualTo(Hint.LEAD);
    assertThat(confirm(onlyLead()).state()).isEqualTo(JobState.SUBMITTED);
  }

  @Test
  default void should_submit_nothing_again_that_a_callback_has_named() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.RESUBMIT_ONCE)));
    Job begun = begin(ledger().steps.accept("a.json"), "hash-a");
    callbacks().hint("hash-a", "found-1");
    ledger().steps.answer(begun, SubmitOutcome.ANSWER_LOST);
    ledger().clock.advance(Duration.ofHours(1));

    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
    assertThat(confirm(onlyLead()).state()).isEqualTo(JobState.SUBMITTED);
  }

  @Test
  default void should_not_begin_a_submit_when_a_callback_comes_after_the_claim() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.RESUBMIT_ONCE)));
    inDoubt("a.json", "hash-a");
    ledger().clock.advance(Duration.ofMinutes(5));
    Job claimed = ledger().jobs.claimToSubmit(1).get(0);

    callbacks().hint("hash-a", "found-1");

    assertThatThrownBy(() -> begin(claimed, "hash-b")).isInstanceOf(GateShutException.class);
  }

  @Test
  default void should_submit_again_when_the_lead_led_nowhere() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.RESUBMIT_ONCE)));
    inDoubt("a.json", "hash-a");
    callbacks().hint("hash-a", "found-1");
    ledger().clock.advance(Duration.ofMinutes(5));
    assertThat(ledger().jobs.claimToSubmit(1)).isEmpty();

    callbacks().drop(onlyLead());

    ledger().clock.advance(Duration.ofSeconds(1));
    assertThat(ledger().jobs.claimToSubmit(1)).hasSize(1);
  }

  @Test
  default void should_go_on_with_the_first_attempt_when_the_second_was_surely_not_accepted() {
    Job second = begunAnew();
    ledger().steps.answer(second, SubmitOutcome.NOT_SENT);
    callbacks().hint("hash-1", "found-1");

    Job healed = confirm(onlyLead());

    assertThat(healed.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(healed.requestId()).isEqualTo("found-1");
    assertThat(ledger().jobs.attempts(second.id()))
        .extracting(Attempt::result)
        .containsExactly(
            new Attempt.Result("found-1", null, Charged.YES),
            new Attempt.Result(null, null, Charged.NO));
  }

  @Test
  default void should_go_on_with_the_first_attempt_when_the_second_is_in_doubt() {
    Job second = begunAnew();
    ledger().steps.answer(second, SubmitOutcome.ANSWER_LOST);
    callbacks().hint("hash-1", "found-1");

    assertThat(confirm(onlyLead()).requestId()).isEqualTo("found-1");
    assertThat(callbacks().hint("hash-2", "found-2")).as("paid for, too").isEqualTo(Hint.LEAD);
  }

  /** SUBMITTING for the second time. */
  private Job begunAnew() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.RESUBMIT_ONCE)));
    inDoubt("a.json", "hash-1");
    ledger().clock.advance(Duration.ofMinutes(5));
    return begin(ledger().jobs.claimToSubmit(1).get(0), "hash-2");
  }

  @Test
  default void should_only_note_the_price_of_the_first_attempt_while_the_second_is_followed() {
    Job second = begunAnew();
    Job submitted = ledger().steps.answer(second, SubmitOutcome.ACCEPTED);
    callbacks().hint("hash-1", "found-1");

    assertThat(callbacks().confirm(onlyLead())).isEmpty();

    Job noted = ledger().steps.stored(submitted);
    assertThat(noted.requestId()).isEqualTo(submitted.requestId());
    assertThat(noted.ending().chargedBefore()).isEqualTo(Charged.YES);
    assertThat(noted.progress().version())
        .as("nobody who works on it is disturbed")
        .isEqualTo(submitted.progress().version());
    assertThat(laterAgain(submitted).state()).isEqualTo(JobState.SUBMITTED);
    assertThat(ledger().steps.stored(submitted).ending().chargedBefore())
        .as("it is not forgotten by those who did not know")
        .isEqualTo(Charged.YES);
    assertThat(callbacks().claimLeads(10)).isEmpty();
    assertThat(callbacks().hint("hash-1", "found-1")).isEqualTo(Hint.NOTHING);
  }

  @Test
  default void should_believe_a_confirmed_callback_more_than_a_person_who_mistyped_the_id() {
    Job doubtful = inDoubt("a.json", "hash-a");
    Job named =
        ledger().jobs.move(Move.of(doubtful, doubtful.foundSubmitted("mistyped", ledger().now())));

    assertThat(callbacks().hint("hash-a", "found-1")).isEqualTo(Hint.LEAD);
    assertThat(confirm(onlyLead()).requestId()).isEqualTo("found-1");
    assertThat(ledger().steps.stored(named).requestId()).isEqualTo("found-1");
  }

  @Test
  default void should_know_whether_a_doubt_may_still_heal() {
    Instant start = ledger().now();
    ledger().steps.accept("z.json");
    assertThat(callbacks().awaitsCallsSince(start)).isFalse();

    inDoubt("a.json", "hash-a");

    assertThat(callbacks().awaitsCallsSince(start)).isTrue();
    assertThat(callbacks().awaitsCallsSince(start.plusSeconds(1))).isFalse();
    assertThat(callbacks().hasLeads()).isFalse();
    callbacks().hint("hash-a", "found-1");
    assertThat(callbacks().hasLeads()).isTrue();
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

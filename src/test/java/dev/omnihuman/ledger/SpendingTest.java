package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.job.SubmitRules.OnDoubt;
import dev.omnihuman.ledger.Spending.StoppedException;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a paid call brought is not lost when the ledger cannot store it, and nothing more is paid.
 */
class SpendingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;
  private RefusingDatabase database;
  private TestLedger ledger;
  private Spending spending;
  private Job begun;

  @BeforeEach
  void begin_a_submit() throws Exception {
    database = new RefusingDatabase(home.resolve("ledger.db"));
    ledger = new TestLedger(database);
    spending = new Spending(ledger.jobs, new OrphanNotes(home));
    begun = ledger.steps.begin(ledger.steps.accept("a.json"));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void should_store_an_answer_in_the_ledger_where_it_can() throws Exception {
    Job submitted = spending.settle(begun, accepted(), "req-1");

    assertThat(ledger.steps.stored(begun)).isEqualTo(submitted);
    assertThat(notes()).isEmpty();
    spending.check();
  }

  @Test
  void should_keep_a_note_of_what_the_ledger_refuses_and_stop_all_spending() throws Exception {
    loseTheAnswer();

    assertThat(notes()).containsExactly(begun.id() + ".1.json");
    JsonNode note = JSON.readTree(home.resolve("orphans/" + begun.id() + ".1.json").toFile());
    assertThat(note.path("job").asText()).isEqualTo(begun.id());
    assertThat(note.path("attempt").asInt()).isEqualTo(1);
    assertThat(note.path("outcome").asText()).isEqualTo("ACCEPTED");
    assertThat(note.path("request_id").asText()).isEqualTo("req-1");
    assertThat(note.path("at").asText()).isEqualTo(ledger.now().toString());
    assertThatThrownBy(spending::check).isInstanceOf(StoppedException.class);
    assertThat(ledger.steps.stored(begun)).isEqualTo(begun);
  }

  @Test
  void should_stay_stopped_while_the_ledger_refuses_the_note_too() throws Exception {
    loseTheAnswer();

    spending.replay();

    assertThatThrownBy(spending::check).isInstanceOf(StoppedException.class);
    assertThat(notes()).hasSize(1);
  }

  @Test
  void should_store_the_note_and_go_on_when_the_ledger_takes_it() throws Exception {
    loseTheAnswer();
    database.acceptWrites();

    spending.replay();

    assertHealed();
    spending.check();
  }

  @Test
  void should_heal_a_job_that_fell_in_doubt_meanwhile() throws Exception {
    loseTheAnswer();
    database.acceptWrites();
    ledger.clock.advance(TestLedger.LEASE);
    assertThat(ledger.jobs.expireSubmits()).hasSize(1);

    spending.replay();

    assertHealed();
  }

  @Test
  void should_store_the_note_at_the_next_start_before_anything_is_in_doubt() throws Exception {
    loseTheAnswer();
    ledger.reopen();

    new Spending(ledger.jobs, new OrphanNotes(home)).replay();
    assertThat(ledger.jobs.takeOver(ledger.now())).isEmpty();

    assertHealed();
  }

  @Test
  void should_store_a_note_once_however_often_it_is_read() throws Exception {
    loseTheAnswer();
    Path note = home.resolve("orphans/" + begun.id() + ".1.json");
    byte[] content = Files.readAllBytes(note);
    database.acceptWrites();
    spending.replay();
    Job healed = ledger.steps.stored(begun);

    // As after a crash between the ledger's commit and the end of the note.
    Files.write(note, content);
    new Spending(ledger.jobs, new OrphanNotes(home)).replay();

    assertThat(ledger.steps.stored(begun)).isEqualTo(healed);
    assertThat(notes()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = SubmitOutcome.class,
      names = {"NO_BALANCE", "INPUT_REFUSED", "ANSWER_LOST", "UNCLEAR_ANSWER"})
  void should_keep_a_note_of_any_other_answer_as_well(SubmitOutcome outcome) throws Exception {
    database.refuseWrites();
    Answer answer = new Answer(ledger.now(), outcome, "its words", null);
    assertThatThrownBy(() -> spending.settle(begun, answer, null))
        .isInstanceOf(LedgerException.class);
    database.acceptWrites();

    spending.replay();

    assertThat(ledger.steps.state(begun)).isEqualTo(outcome.next());
    assertThat(ledger.steps.stored(begun).ending().words()).isEqualTo("its words");
    assertThat(notes()).isEmpty();
  }

  @Test
  void should_keep_a_note_of_each_answer_that_is_under_way() throws Exception {
    Job other = ledger.steps.begin(ledger.steps.accept("b.json"));
    loseTheAnswer();
    assertThatThrownBy(() -> spending.settle(other, accepted(), "req-2"))
        .isInstanceOf(LedgerException.class);
    assertThat(notes()).hasSize(2);
    database.acceptWrites();

    spending.replay();

    assertHealed();
    assertThat(ledger.steps.stored(other).requestId()).isEqualTo("req-2");
  }

  @Test
  void should_keep_a_note_when_the_ledger_is_closed() throws Exception {
    ledger.jobs.close();

    assertThatThrownBy(() -> spending.settle(begun, accepted(), "req-1"))
        .isInstanceOf(LedgerException.class);

    assertThat(notes()).hasSize(1);
    ledger.reopen();
  }

  @Test
  void should_keep_room_on_the_disk_for_the_first_note() throws Exception {
    Path reserve = home.resolve("orphans/reserve");
    assertThat(Files.size(reserve)).isPositive();

    loseTheAnswer();
    assertThat(reserve).doesNotExist();

    database.acceptWrites();
    spending.replay();
    assertThat(reserve).exists();
  }

  /** Whatever people have said about doubt: this is none, because the answer is known. */
  @ParameterizedTest
  @EnumSource(OnDoubt.class)
  void should_call_nothing_doubtful_while_its_answer_lies_in_a_note(OnDoubt onDoubt)
      throws Exception {
    ledger.follow(TestRules.on(ledger.clock, TestRules.onDoubt(onDoubt)));
    spending = new Spending(ledger.jobs, new OrphanNotes(home));
    DueJobs due =
        new DueJobs(ledger.jobs, spending, () -> true, () -> true, new DueJobs.Pages(4, () -> 100));
    loseTheAnswer();
    database.acceptWrites();
    ledger.steps.accept("b.json");
    ledger.clock.advance(TestLedger.LEASE);

    assertThat(due.toSubmit()).isExhausted();
    assertThat(ledger.steps.state(begun)).isEqualTo(JobState.SUBMITTING);

    spending.replay();
    assertHealed();
    assertThat(due.toSubmit()).hasNext();
  }

  @Test
  void should_take_steps_again_when_a_full_disk_has_room() throws Exception {
    database.beFull();
    List<Manifest> many = new ArrayList<>();
    for (int n = 0; n < 2000; n++) {
      many.add(Manifests.of("clip-" + n + ".json", "picture-" + n));
    }
    assertThatThrownBy(() -> ledger.jobs.accept(many))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("full");
    assertThat(ledger.jobs.countByState()).containsOnlyKeys(JobState.SUBMITTING);

    database.haveRoomAgain();

    assertThat(ledger.steps.accept(many)).hasSize(2000);
    assertThat(spending.settle(begun, accepted(), "req-1").state()).isEqualTo(JobState.SUBMITTED);
  }

  /** What a transaction has read and learned counts only when it was stored. */
  @Test
  void should_know_of_a_shut_gate_still_when_the_step_that_opened_it_was_not_stored()
      throws Exception {
    ledger.follow(TestRules.on(ledger.clock, TestRules.capped(1, 0)));
    Job second = ledger.steps.accept("b.json");
    assertThatThrownBy(() -> ledger.steps.begin(second)).isInstanceOf(GateShutException.class);
    ledger.clock.advance(Duration.ofHours(1));
    database.refuse("UPDATE ON job");
    assertThatThrownBy(() -> ledger.steps.begin(second)).isInstanceOf(LedgerException.class);
    database.refuseNoMore();

    assertThat(ledger.jobs.claimToSubmit(9)).hasSize(1);

    assertThat(ledger.jobs.closedGates())
        .as("its clock has opened it, in the ledger too")
        .isEmpty();
  }

  @Test
  void should_remember_nothing_of_an_answer_that_was_not_stored() throws Exception {
    Job other = ledger.steps.begin(ledger.steps.accept("b.json"));
    Job third = ledger.steps.accept("c.json");
    database.refuse("INSERT ON gate");
    Answer refused = new Answer(ledger.now(), SubmitOutcome.NO_BALANCE, "no money", null);
    assertThatThrownBy(() -> ledger.jobs.settle(begun, refused, null))
        .isInstanceOf(LedgerException.class);
    database.refuseNoMore();
    assertThat(ledger.jobs.closedGates()).isEmpty();

    ledger.jobs.settle(other, refused, null);

    assertThat(ledger.jobs.closedGates())
        .singleElement()
        .satisfies(gate -> assertThat(gate.gate()).isEqualTo(Gate.BALANCE));
    assertThatThrownBy(() -> ledger.jobs.move(Move.of(third, third.submitting(ledger.now()))))
        .isInstanceOf(GateShutException.class);
  }

  @Test
  void should_keep_a_note_with_a_request_id_that_nothing_waits_for_any_more() throws Exception {
    loseTheAnswer();
    database.acceptWrites();
    Job doubtful = ledger.jobs.move(Move.of(begun, begun.inDoubt("no answer")));
    ledger.jobs.move(Move.of(doubtful, doubtful.abandoned(ledger.now())));

    spending.replay();

    assertThat(ledger.steps.state(begun)).isEqualTo(JobState.ABANDONED);
    assertThat(notes()).containsExactly(begun.id() + ".1.json.unclaimed");
    spending.check();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not JSON",
        "[]",
        "{}",
        "{\"job\":\"j\",\"attempt\":1,\"at\":\"2026-03-01T12:00:00Z\",\"outcome\":\"ACCEPTED\"}",
        "{\"job\":\"j\",\"attempt\":1,\"at\":\"2026-03-01T12:00:00Z\",\"outcome\":\"PAID\"}",
        "{\"job\":\"j\",\"attempt\":1,\"at\":\"soon\",\"outcome\":\"NO_BALANCE\"}",
        "{\"job\":\"j\",\"at\":\"2026-03-01T12:00:00Z\",\"outcome\":\"NO_BALANCE\"}"
      })
  void should_set_a_note_aside_that_makes_no_sense_and_store_the_others(String content)
      throws Exception {
    loseTheAnswer();
    Files.writeString(home.resolve("orphans/0.json"), content);
    database.acceptWrites();

    assertThat(spending.replay()).containsExactly(ledger.steps.stored(begun));

    assertThat(ledger.steps.state(begun)).isEqualTo(JobState.SUBMITTED);
    assertThat(notes()).containsExactly("0.json.unreadable");
    assertThat(home.resolve("orphans/0.json.unreadable")).hasContent(content);
    spending.check();
  }

  @Test
  void should_stop_after_a_start_when_the_ledger_refuses_what_an_earlier_run_left()
      throws Exception {
    loseTheAnswer();
    Spending next = new Spending(ledger.jobs, new OrphanNotes(home));

    assertThat(next.replay()).isEmpty();

    assertThatThrownBy(next::check).isInstanceOf(StoppedException.class);
  }

  private void loseTheAnswer() throws Exception {
    database.refuseWrites();
    assertThatThrownBy(() -> spending.settle(begun, accepted(), "req-1"))
        .isInstanceOf(LedgerException.class);
  }

  private void assertHealed() throws Exception {
    Job healed = ledger.steps.stored(begun);
    assertThat(healed.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(healed.requestId()).isEqualTo("req-1");
    assertThat(healed.ending().charged()).isEqualTo(Charged.YES);
    assertThat(notes()).isEmpty();
  }

  private Answer accepted() {
    return new Answer(ledger.now(), SubmitOutcome.ACCEPTED, null, null);
  }

  private List<String> notes() throws Exception {
    return TestFolders.names(home.resolve("orphans")).stream()
        .filter(name -> !name.equals("reserve"))
        .toList();
  }
}

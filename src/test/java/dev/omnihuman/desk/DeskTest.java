package dev.omnihuman.desk;

import static dev.omnihuman.desk.Act.ABANDON;
import static dev.omnihuman.desk.Act.ABANDON_DOUBTFUL;
import static dev.omnihuman.desk.Act.NAME_REQUEST;
import static dev.omnihuman.desk.Act.RESUBMIT;
import static dev.omnihuman.desk.Act.RESUBMIT_DOUBTFUL;
import static dev.omnihuman.desk.Act.RETRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.ledger.Spending;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person may do to a job, and what becomes of it. */
class DeskTest {

  private static final String ID = "01hzzzzzzzzzzzzzzzzzzzzzzz";

  /** Where an act leads; what is not named here is refused. */
  private static final Map<Situation, Map<Act, JobState>> ALLOWED =
      new EnumMap<>(
          Map.of(
              Situation.ACCEPTED, Map.of(ABANDON, JobState.ABANDONED),
              Situation.IN_DOUBT,
                  Map.of(
                      NAME_REQUEST, JobState.SUBMITTED,
                      RESUBMIT_DOUBTFUL, JobState.ACCEPTED,
                      ABANDON_DOUBTFUL, JobState.ABANDONED,
                      ABANDON, JobState.ABANDONED),
              Situation.SUBMITTED, Map.of(ABANDON, JobState.ABANDONED),
              Situation.UNKNOWN_TO_THE_GATEWAY,
                  Map.of(NAME_REQUEST, JobState.SUBMITTED, ABANDON, JobState.ABANDONED),
              Situation.FAILED_AND_PAID,
                  Map.of(RETRY, JobState.SUBMITTED, RESUBMIT, JobState.ACCEPTED),
              Situation.FAILED_IN_ERROR,
                  Map.of(RETRY, JobState.ACCEPTED, RESUBMIT, JobState.ACCEPTED),
              Situation.REFUSED, Map.of(RETRY, JobState.ACCEPTED, RESUBMIT, JobState.ACCEPTED),
              Situation.FAILED_IN_DOUBT,
                  Map.of(NAME_REQUEST, JobState.SUBMITTED, RESUBMIT, JobState.ACCEPTED),
              Situation.ABANDONED_IN_DOUBT,
                  Map.of(NAME_REQUEST, JobState.SUBMITTED, RESUBMIT, JobState.ACCEPTED)));

  private static final Set<Act> NOT_ABOUT_JOBS =
      EnumSet.of(Act.PAUSE, Act.RESUME, Act.DRAIN_NODE, Act.RESUME_NODE);

  @TempDir Path home;
  private TestJobs jobs;
  private Folders folders;
  private ManifestFiling filing;
  private OrphanNotes notes;
  private Desk desk;

  @BeforeEach
  void open() throws IOException {
    jobs = new TestJobs(home);
    folders = TestFolders.in(home);
    filing = new ManifestFiling(folders);
    notes = new OrphanNotes(home);
    desk = new Desk(jobs.ledger(), new Spending(jobs.ledger(), notes), filing, jobs.clock());
  }

  @AfterEach
  void close() {
    jobs.close();
  }

  static Stream<Arguments> everyActInEverySituation() {
    return Stream.of(Situation.values())
        .flatMap(
            situation ->
                Stream.of(Act.values())
                    .filter(act -> !NOT_ABOUT_JOBS.contains(act))
                    .map(act -> arguments(situation, act)));
  }

  @ParameterizedTest(name = "{1} of what is {0}")
  @MethodSource("everyActInEverySituation")
  void should_do_what_may_be_done_and_refuse_everything_else(Situation situation, Act act) {
    Job job = situation.of(jobs, "clip");
    int events = jobs.ledger().events(job.id()).size();
    JobState next = ALLOWED.getOrDefault(situation, Map.of()).get(act);

    Receipt.Line line = give(order(act, "req-new", true, job));

    assertThat(line.done()).as(line.words()).isEqualTo(next != null);
    assertThat(line.words()).contains(job.label());
    if (next == null) {
      assertThat(jobs.stored(job)).isEqualTo(job);
    } else {
      assertThat(jobs.stored(job).state()).isEqualTo(next);
      assertThat(jobs.ledger().events(job.id())).hasSize(events + 1);
      assertThat(lastEvent(job).words()).contains("by a person");
    }
  }

  @ParameterizedTest(name = "{1} of what is {0}")
  @MethodSource("everyActInEverySituation")
  void should_do_nothing_that_costs_before_the_person_accepts_it(Situation situation, Act act) {
    Job job = situation.of(jobs, "clip");
    boolean paid =
        situation == Situation.SUBMITTED || situation == Situation.UNKNOWN_TO_THE_GATEWAY;
    boolean costs = act == RESUBMIT || act == RESUBMIT_DOUBTFUL || act == ABANDON && paid;
    boolean allowed = ALLOWED.getOrDefault(situation, Map.of()).containsKey(act);
    Order order = order(act, "req-new", false, job);

    assertThat(new Rulings(jobs.ledger()).price(order, job, jobs.now()).isPresent())
        .isEqualTo(allowed && costs);
    Receipt.Line line = give(order);

    assertThat(line.done()).isEqualTo(allowed && !costs);
    if (allowed && costs) {
      assertThat(line.words()).contains("--yes");
      assertThat(jobs.stored(job)).isEqualTo(job);
    }
  }

  @Test
  void should_follow_the_request_that_a_person_names_as_if_the_answer_had_come() {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");

    give(order(NAME_REQUEST, "req-new", false, job));

    Job named = jobs.stored(job);
    assertThat(named.requestId()).isEqualTo("req-new");
    assertThat(named.progress().dueAt()).isEqualTo(jobs.now());
    assertThat(named.ending().charged()).isEqualTo(Charged.YES);
    assertThat(lastAttempt(job).result())
        .isEqualTo(new Attempt.Result("req-new", null, Charged.YES));
    assertThat(lastEvent(job).words()).contains("req-new");
  }

  @Test
  void should_let_a_person_correct_what_he_has_mistyped() {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");
    give(order(NAME_REQUEST, "req-wrnog", false, job));

    Receipt.Line line = give(order(NAME_REQUEST, "req-wrong", false, jobs.stored(job)));

    assertThat(line.done()).isTrue();
    assertThat(jobs.stored(job).requestId()).isEqualTo("req-wrong");
    assertThat(lastAttempt(job).result().requestId()).isEqualTo("req-wrong");
    assertThat(lastEvent(job).words()).contains("req-wrong", "not as req-wrnog");
  }

  @Test
  void should_not_give_one_request_to_two_jobs() {
    Job other = jobs.submitted("other");
    Job job = Situation.IN_DOUBT.of(jobs, "clip");

    Receipt.Line line = give(order(NAME_REQUEST, other.requestId(), false, job));

    assertThat(line.done()).isFalse();
    assertThat(line.words()).contains(other.label());
    assertThat(jobs.stored(job)).isEqualTo(job);
  }

  @Test
  void should_not_take_as_a_request_id_what_could_lead_elsewhere() {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");

    assertThat(give(order(NAME_REQUEST, "../admin", false, job)).done()).isFalse();
    assertThat(give(order(NAME_REQUEST, null, false, job)).done()).isFalse();
    assertThat(jobs.stored(job)).isEqualTo(job);
  }

  @Test
  void should_remember_that_a_doubtful_attempt_may_have_been_charged() {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");

    give(order(RESUBMIT_DOUBTFUL, null, true, job));

    assertThat(jobs.stored(job).ending().chargedInAll()).isEqualTo(Charged.UNKNOWN);
    assertThat(lastAttempt(job).isInDoubt()).isTrue();
    assertThat(jobs.ledger().claimToSubmit(10)).extracting(Job::id).containsExactly(job.id());
  }

  @Test
  void should_do_an_order_once_however_often_it_comes() {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");
    Order order = order(RESUBMIT_DOUBTFUL, null, true, job);
    give(order);
    Job again = jobs.ledger().claimToSubmit(1).get(0);
    again = jobs.ledger().move(Move.of(again, again.submitting(jobs.now().plusSeconds(60))));
    jobs.ledger().move(Move.of(again, again.inDoubt("lost again")));

    Receipt.Line line = give(order);

    assertThat(line.done()).as("the doubt is another one by now").isFalse();
    assertThat(jobs.stored(job).state()).isEqualTo(JobState.IN_DOUBT);
  }

  @Test
  void should_do_or_refuse_each_of_several_jobs_by_itself() {
    Job failed = Situation.FAILED_AND_PAID.of(jobs, "failed");
    Job delivered = Situation.DELIVERED.of(jobs, "delivered");
    Job refused = Situation.REFUSED.of(jobs, "refused");

    Receipt receipt = desk.execute(order(RETRY, null, false, failed, delivered, refused));

    assertThat(receipt.order()).isEqualTo(ID);
    assertThat(receipt.lines()).extracting(Receipt.Line::done).containsExactly(true, false, true);
  }

  @Test
  void should_refuse_an_order_for_a_job_that_is_not_there() {
    Job stranger = Job.accepted("01stranger", Manifests.in("x.json"), jobs.now());

    assertThat(give(order(ABANDON, null, false, stranger)).words()).contains("no such job");
  }

  @Test
  void should_take_the_manifest_back_from_where_it_was_filed() throws IOException {
    Job job = Situation.FAILED_AND_PAID.of(jobs, "clip");
    Files.writeString(folders.filed().working().resolve("clip.json"), Manifests.JSON);
    filing.file(job);
    Files.writeString(folders.filed().working().resolve("clip.json"), "somebody else's");

    give(order(RETRY, null, false, job));

    assertThat(TestFolders.names(folders.filed().failed())).isEmpty();
    assertThat(folders.filed().working().resolve("clip-2.json")).hasContent(Manifests.JSON);
    assertThat(jobs.stored(job).manifest().file()).isEqualTo("clip-2.json");
  }

  @Test
  void should_retry_a_job_whose_manifest_is_gone_beside_another_one_of_its_name() {
    Job gone = Situation.REFUSED.of(jobs, "clip");
    Job other =
        new JobSteps(jobs.ledger(), jobs.clock())
            .accept(List.of(Manifests.of("clip.json", "other")))
            .get(0);

    assertThat(give(order(RETRY, null, false, gone)).done()).isTrue();

    assertThat(jobs.stored(gone).manifest().file()).isEqualTo("clip-2.json");
    assertThat(jobs.stored(other)).isEqualTo(other);
  }

  @Test
  void should_file_the_manifest_of_what_is_given_up_and_take_the_held_note_away()
      throws IOException {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");
    Files.writeString(folders.filed().working().resolve("clip.json"), Manifests.JSON);
    filing.file(job);

    give(order(ABANDON_DOUBTFUL, null, false, job));

    assertThat(TestFolders.names(folders.filed().working())).isEmpty();
    assertThat(TestFolders.names(folders.filed().failed()))
        .containsExactly("clip.json", "clip.reason.json");
    assertThat(folders.filed().failed().resolve("clip.reason.json"))
        .content()
        .contains("ABANDONED", "the connection broke", "unknown");
  }

  @Test
  void should_take_the_held_note_away_when_a_doubtful_job_is_submitted_anew() throws IOException {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");
    Files.writeString(folders.filed().working().resolve("clip.json"), Manifests.JSON);
    filing.file(job);

    give(order(RESUBMIT_DOUBTFUL, null, true, job));

    assertThat(TestFolders.names(folders.filed().working())).containsExactly("clip.json");
  }

  @Test
  void should_heed_an_answer_that_lies_in_a_note_before_the_person() throws IOException {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");
    Files.writeString(
        home.resolve("orphans/note.json"),
        """
        {"job": "%s", "attempt": 1, "at": "%s", "outcome": "ACCEPTED", "request_id": "req-1"}
        """
            .formatted(job.id(), jobs.now()));
    Path manifest = folders.filed().working().resolve(job.manifest().file());
    Path held = Files.writeString(DurableFiles.noteBeside(manifest, ".held.txt"), "in doubt");

    Receipt.Line line = give(order(RESUBMIT_DOUBTFUL, null, true, job));

    assertThat(line.done()).isFalse();
    assertThat(jobs.stored(job).requestId()).isEqualTo("req-1");
    assertThat(held).as("the manifest is filed as well").doesNotExist();
  }

  @Test
  void should_pause_all_submits_once_and_say_why() {
    jobs.accepted("clip");
    jobs.clock().advance(TestJobs.LEASE);

    assertThat(give(order(Act.PAUSE, "no money", false)).words()).startsWith("paused");
    assertThat(give(order(Act.PAUSE, null, false)).words()).contains("already");

    assertThat(jobs.ledger().claimToSubmit(10)).isEmpty();
    assertThat(jobs.ledger().closedGates())
        .extracting(ClosedGate::gate, ClosedGate::cause)
        .containsExactly(tuple(Gate.PAUSE, "paused by a person: no money"));
  }

  @Test
  void should_refuse_what_would_wait_for_long_but_pause_all_the_same() throws Exception {
    Job job = Situation.REFUSED.of(jobs, "clip");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(1);
    Clock slow = hanging(begun, hanging);
    Spending spending = new Spending(jobs.ledger(), notes);
    desk = new Desk(jobs.ledger(), spending, filing, slow, Duration.ofMillis(50));
    CompletableFuture<Receipt.Line> first =
        CompletableFuture.supplyAsync(() -> give(order(RETRY, null, false, job)));
    try {
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

      Receipt.Line second = give(order(RETRY, null, false, job));
      assertThat(second.done()).isFalse();
      assertThat(second.words()).contains("busy", "nothing was done");
      assertThat(CompletableFuture.supplyAsync(() -> give(order(Act.PAUSE, null, false))))
          .succeedsWithin(Duration.ofSeconds(20))
          .matches(Receipt.Line::done);
    } finally {
      hanging.countDown();
    }
    assertThat(first).succeedsWithin(Duration.ofSeconds(20)).matches(Receipt.Line::done);
  }

  /** As on a disk that does not answer: an order asks for the time in the middle of its work. */
  private Clock hanging(CountDownLatch begun, CountDownLatch hanging) {
    return new Clock() {
      @Override
      public Instant instant() {
        begun.countDown();
        try {
          hanging.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return jobs.now();
      }

      @Override
      public ZoneId getZone() {
        return jobs.clock().getZone();
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return jobs.clock().withZone(zone);
      }
    };
  }

  @Test
  void should_pause_although_notes_cannot_be_read() throws IOException {
    Path notesFolder = home.resolve("orphans");
    Files.move(notesFolder, home.resolve("away"));
    Files.writeString(notesFolder, "no folder");

    assertThat(give(order(Act.PAUSE, null, false)).done()).isTrue();
  }

  @Test
  void should_say_of_each_gate_whether_it_is_open_after_a_resume() {
    jobs.ledger().shut(Gate.PAUSE, "paused by a person");
    jobs.ledger().shut(Gate.BALANCE, "no money");
    jobs.ledger().shut(Gate.RATE, "slow down");
    jobs.clock().advance(Duration.ofSeconds(1));

    Receipt receipt = desk.execute(order(Act.RESUME, null, false));

    assertThat(receipt.lines()).allMatch(Receipt.Line::done);
    assertThat(receipt.lines().toString())
        .contains("PAUSE gate is open", "BALANCE gate stays shut: Tried again as soon as")
        .contains("RATE gate stays shut: Tried again at " + jobs.now().plusSeconds(4));
    assertThat(give(order(Act.RESUME, null, false)).words()).contains("BALANCE");
  }

  @Test
  void should_resume_nothing_where_no_gate_is_shut() {
    assertThat(give(order(Act.RESUME, null, false)).words()).isEqualTo("no gate was shut");
  }

  @Test
  void should_keep_what_was_said_of_a_job_that_is_given_up() {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");

    give(order(ABANDON, null, false, job));

    Job abandoned = jobs.stored(job);
    assertThat(abandoned.ending().words()).isEqualTo("the connection broke");
    assertThat(abandoned.ending().chargedInAll()).isEqualTo(Charged.UNKNOWN);
    assertThat(abandoned.ending().reason()).isNull();
  }

  @Test
  void should_not_say_that_nothing_was_done_when_the_ledger_fails_while_it_stores()
      throws Exception {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");
    String other = "jdbc:sqlite:" + home.resolve("ledger.db");
    try (Connection busy = DriverManager.getConnection(other);
        Statement statement = busy.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");

      for (Order order : List.of(order(ABANDON, null, false, job), order(Act.PAUSE, null, false))) {
        Receipt.Line line = give(order);
        assertThat(line.done()).isFalse();
        assertThat(line.unknown()).isTrue();
        assertThat(line.words())
            .contains("nobody knows whether it was done")
            .doesNotContain("nothing was done");
      }
      statement.execute("ROLLBACK");
    }
  }

  private Receipt.Line give(Order order) {
    return desk.execute(order).lines().get(0);
  }

  private Order order(Act act, String words, boolean yes, Job... about) {
    List<Order.Target> targets = Arrays.stream(about).map(Order.Target::of).toList();
    return new Order(ID, jobs.now().toString(), act, words, yes, targets);
  }

  private JobEvent lastEvent(Job job) {
    List<JobEvent> events = jobs.ledger().events(job.id());
    return events.get(events.size() - 1);
  }

  private Attempt lastAttempt(Job job) {
    List<Attempt> attempts = jobs.ledger().attempts(job.id());
    return attempts.get(attempts.size() - 1);
  }
}

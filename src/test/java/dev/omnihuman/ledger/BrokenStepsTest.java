package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.PostgresServer;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestRules;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of jobs whose step was broken off while the ledger's server was away. */
class BrokenStepsTest {

  private final TestClock clock = new TestClock();
  private UnconfirmedCommits commits;
  private JobLedger one;
  private JobLedger two;
  private JobSteps steps;

  @BeforeEach
  void open() throws SQLException {
    DataSource database = PostgresServer.newDatabase();
    LedgerRules rules = TestRules.on(clock);
    commits = new UnconfirmedCommits(database);
    one =
        new SqlJobLedger(
            LedgerDatabase.open(commits.database()), rules.as(new Member("one", "here")));
    two = new SqlJobLedger(LedgerDatabase.open(database), rules.as(new Member("two", "there")));
    steps = new JobSteps(one, clock);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private Job claimed(JobLedger ledger) {
    List<Job> jobs = ledger.claimToSubmit(10);
    assertThat(jobs).hasSize(1);
    return jobs.get(0);
  }

  @Test
  void a_job_whose_step_was_broken_off_is_due_at_once() {
    steps.accept("clip.json");
    one.nodes().broken(claimed(one));
    assertThat(two.claimToSubmit(10)).isEmpty();

    assertThat(one.nodes().freeBroken()).isEqualTo(1);

    Job again = claimed(one);
    assertThat(steps.submit(again).state()).isEqualTo(JobState.SUBMITTED);
    assertThat(one.nodes().freeBroken()).isZero();
  }

  @Test
  void a_job_whose_claim_was_stored_and_not_confirmed_is_due_at_once() {
    steps.accept("clip.json");
    commits.loseNextAnswer();
    assertThatThrownBy(() -> one.claimToSubmit(10)).isInstanceOf(UnclearCommitException.class);
    assertThat(two.claimToSubmit(10)).as("it was stored").isEmpty();

    assertThat(one.nodes().freeBroken()).isEqualTo(1);

    assertThat(steps.submit(claimed(one)).state()).isEqualTo(JobState.SUBMITTED);
  }

  @Test
  void the_step_that_was_broken_off_can_store_nothing_more() {
    steps.accept("clip.json");
    Job before = claimed(one);
    one.nodes().broken(before);
    one.nodes().freeBroken();

    assertThatThrownBy(() -> steps.begin(before)).isInstanceOf(StaleJobException.class);
  }

  @Test
  void a_submit_that_was_stored_after_all_stays_as_it_is() {
    steps.accept("clip.json");
    Job before = claimed(one);
    Job begun = steps.begin(before);
    one.nodes().broken(before);
    one.nodes().broken(begun);

    assertThat(one.nodes().freeBroken()).isZero();
    assertThat(one.find(begun.id()).orElseThrow().state()).isEqualTo(JobState.SUBMITTING);
  }

  @Test
  void what_another_node_has_by_now_stays_with_it() {
    steps.accept("clip.json");
    one.nodes().broken(claimed(one));
    clock.advance(TestRules.LEASE.plus(Duration.ofSeconds(1)));
    Job others = claimed(two);

    assertThat(one.nodes().freeBroken()).isZero();
    assertThat(new JobSteps(two, clock).submit(others).state()).isEqualTo(JobState.SUBMITTED);
  }
}

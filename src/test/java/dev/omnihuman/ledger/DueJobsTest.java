package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Job;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DueJobsTest {

  private final AtomicBoolean works = new AtomicBoolean(true);
  private final AtomicBoolean room = new AtomicBoolean();

  private final AtomicInteger looks = new AtomicInteger(100);

  @TempDir Path home;
  private TestJobs jobs;
  private DueJobs dueJobs;

  @BeforeEach
  void open() throws IOException {
    jobs = new TestJobs(home);
    Spending spending = new Spending(jobs.ledger(), new OrphanNotes(home));
    dueJobs =
        new DueJobs(
            jobs.ledger(), spending, works::get, room::get, new DueJobs.Pages(1, looks::get));
  }

  @AfterEach
  void close() {
    jobs.close();
  }

  @Test
  void should_claim_no_video_while_there_is_no_room_and_all_of_them_then() throws Exception {
    Job ready = jobs.ready("a", "https://example.com/a.mp4");
    jobs.clock().advance(TestJobs.LEASE);
    Job before = jobs.stored(ready);

    assertThat(dueJobs.toFetch().hasNext()).isFalse();
    assertThat(jobs.stored(ready)).as("not even leased").isEqualTo(before);

    room.set(true);
    jobs.clock().advance(Duration.ofSeconds(1));
    assertThat(dueJobs.toFetch()).toIterable().extracting(Job::id).containsExactly(ready.id());
  }

  @Test
  void should_claim_no_look_that_cannot_be_made_soon() throws Exception {
    Job submitted = jobs.submitted("a");
    jobs.submitted("b");
    jobs.clock().advance(TestJobs.LEASE);
    looks.set(0);

    assertThat(dueJobs.toCheck().hasNext()).isFalse();
    assertThat(jobs.stored(submitted)).as("not even leased").isEqualTo(submitted);

    looks.set(1);
    Iterator<Job> due = dueJobs.toCheck();
    assertThat(due.hasNext()).isTrue();
    assertThat(due.next().id()).isEqualTo(submitted.id());
    looks.set(0);
    assertThat(due.hasNext()).as("asked before each claim").isFalse();
  }

  @Test
  void should_claim_no_more_submits_than_can_begin_soon_so_that_other_nodes_have_the_rest()
      throws Exception {
    for (int n = 1; n <= 10; n++) {
      jobs.ledger().accept(List.of(Manifests.of("clip-%d.json".formatted(n), "face-" + n)));
    }

    Iterator<Job> due = dueJobs.toSubmit();

    assertThat(due.hasNext()).isTrue();
    assertThat(jobs.ledger().claimToSubmit(10)).as("what another node finds").hasSize(8);
  }

  @Test
  void should_go_on_asking_for_states_while_there_is_no_room() throws Exception {
    Job submitted = jobs.submitted("a");
    jobs.clock().advance(TestJobs.LEASE);

    assertThat(dueJobs.toCheck()).toIterable().extracting(Job::id).containsExactly(submitted.id());
  }
}

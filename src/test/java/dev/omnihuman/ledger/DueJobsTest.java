package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Job;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DueJobsTest {

  private final AtomicBoolean room = new AtomicBoolean();

  @TempDir Path home;
  private TestJobs jobs;
  private DueJobs dueJobs;

  @BeforeEach
  void open() throws IOException {
    jobs = new TestJobs(home);
    Spending spending = new Spending(jobs.ledger(), new OrphanNotes(home));
    dueJobs = new DueJobs(jobs.ledger(), spending, room::get);
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
  void should_go_on_asking_for_states_while_there_is_no_room() throws Exception {
    Job submitted = jobs.submitted("a");
    jobs.clock().advance(TestJobs.LEASE);

    assertThat(dueJobs.toCheck()).toIterable().extracting(Job::id).containsExactly(submitted.id());
  }
}

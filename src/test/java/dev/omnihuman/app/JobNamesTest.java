package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Job;
import dev.omnihuman.testing.TestJobs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people may call a job by. */
class JobNamesTest {

  @TempDir Path home;
  private TestJobs jobs;
  private JobNames names;

  @BeforeEach
  void open() {
    jobs = new TestJobs(home);
    names = new JobNames(jobs.ledger());
  }

  @AfterEach
  void close() {
    jobs.close();
  }

  @Test
  void should_find_a_job_by_its_id_its_name_and_its_manifest() {
    Job job = jobs.accepted("clip");

    assertThat(names.find(List.of(job.id(), "clip", "clip.json"))).containsExactly(job);
    assertThat(names.find(job.id().substring(0, 4))).isEqualTo(job);
  }

  @Test
  void should_name_the_candidates_when_several_may_be_meant() {
    Job one = jobs.submitted("one");
    Job other = jobs.accepted("other");
    String both = one.id().substring(0, 4);

    assertThatThrownBy(() -> names.find(both))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll(one.id(), "SUBMITTED", other.id(), "ACCEPTED");
  }

  @Test
  void should_say_what_a_job_may_be_called_when_there_is_none() {
    assertThatThrownBy(() -> names.find("nothing\u001b[2J"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("no job nothing?[2J", "4 characters");
  }
}

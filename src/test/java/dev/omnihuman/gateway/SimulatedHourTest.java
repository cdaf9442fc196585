package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.ledger.GateShutException;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.ledger.Spending;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestJobs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A thousand jobs meet a gateway that is down for an hour, and nobody touches anything. */
class SimulatedHourTest {
  private static final int CONCURRENCY = 4;
  private static final Duration OUTAGE = Duration.ofHours(1);

  private TestJobs jobs;
  private Submission submission;
  private int posts;

  @BeforeEach
  void open_the_ledger(@TempDir Path home) throws Exception {
    jobs = new TestJobs(home);
    Spending spending = new Spending(jobs.ledger(), new OrphanNotes(home));
    submission =
        new Submission(
            jobs.ledger(),
            jobs.rules(),
            new SubmitTable(Set.of()),
            spending,
            CallbackAddresses.none());
  }

  @AfterEach
  void close_the_ledger() {
    jobs.close();
  }

  @ParameterizedTest
  @CsvSource({"1000, 500,", "200, 503, 5"})
  void leaves_at_most_twenty_in_doubt_and_all_others_are_submitted_afterwards(
      int count, int status, String retryAfter) {
    List<Manifest> manifests =
        IntStream.range(0, count).mapToObj(n -> Manifests.of(n + ".json", "face-" + n)).toList();
    jobs.ledger().accept(manifests);
    Instant end = jobs.now().plus(OUTAGE);
    while (jobs.now().isBefore(end)) {
      answerAll(beginAllThatMay(), new GatewayReply(status, retryAfter, null, new byte[0]));
      advance();
    }
    assertThat(inState(JobState.IN_DOUBT)).isBetween(3L, 20L);
    assertThat((long) posts).as("each of them is in doubt").isEqualTo(inState(JobState.IN_DOUBT));

    long doubtful = inState(JobState.IN_DOUBT);
    Instant latest = end.plus(Duration.ofHours(1));
    while (inState(JobState.SUBMITTED) < count - doubtful && jobs.now().isBefore(latest)) {
      answerAll(beginAllThatMay(), null);
      advance();
    }

    assertThat(jobs.ledger().countByState())
        .containsOnlyKeys(JobState.IN_DOUBT, JobState.SUBMITTED)
        .containsEntry(JobState.IN_DOUBT, doubtful);
    assertThat(posts).as("nothing was sent twice").isEqualTo(count);
    assertThat(jobs.ledger().closedGates()).isEmpty();
  }

  /** The worst case: all are on their way before the first answer comes. */
  private List<Job> beginAllThatMay() {
    List<Job> begun = new ArrayList<>();
    JobLedger ledger = jobs.ledger();
    List<Job> claimed = ledger.claimToSubmit(CONCURRENCY);
    for (Job job : claimed) {
      try {
        begun.add(submission.begin(job));
        posts++;
      } catch (GateShutException e) {
        // It was given back.
      }
    }
    return begun;
  }

  /**
   * @param reply null accepts each
   */
  private void answerAll(List<Job> begun, GatewayReply reply) {
    for (Job job : begun) {
      submission.record(job, reply == null ? accepted(job) : reply);
    }
  }

  private static GatewayReply accepted(Job job) {
    byte[] body =
        "{\"request_id\": \"req-%s\"}".formatted(job.id()).getBytes(StandardCharsets.UTF_8);
    return new GatewayReply(202, null, null, body);
  }

  /** A second, or all the time until a trial. */
  private void advance() {
    TestClock clock = jobs.clock();
    Instant next = clock.instant().plusSeconds(1);
    for (ClosedGate gate : jobs.ledger().closedGates()) {
      if (gate.trial().at() != null && gate.trial().at().isAfter(next)) {
        next = gate.trial().at();
      }
    }
    clock.set(next);
  }

  private long inState(JobState state) {
    return jobs.ledger().countByState().getOrDefault(state, 0L);
  }
}

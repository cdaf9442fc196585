package dev.omnihuman.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Look;
import dev.omnihuman.testing.TestJobs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person reads about what comes next. */
class NextStepTest {

  @TempDir Path home;
  private TestJobs jobs;

  @BeforeEach
  void open() {
    jobs = new TestJobs(home);
  }

  @AfterEach
  void close() {
    jobs.close();
  }

  @ParameterizedTest
  @EnumSource
  void should_be_a_sentence_in_every_situation(Situation situation) {
    assertThat(of(situation.of(jobs, "clip"))).endsWith(".").doesNotContain("null", "%s");
  }

  @ParameterizedTest
  @CsvSource({
    "ACCEPTED, It is submitted at",
    "SUBMITTING, it is in doubt",
    "IN_DOUBT, resolve ID --request-id",
    "IN_DOUBT, resolve ID --resubmit --yes",
    "IN_DOUBT, resolve ID --abandon",
    "IN_DOUBT, Unless the gateway calls back",
    "SUBMITTED, asked again at",
    "UNKNOWN_TO_THE_GATEWAY, resolve ID --request-id",
    "READY, fetched",
    "DELIVERED, clip.mp4",
    "FAILED_AND_PAID, 'retry ID asks the gateway about it once more, which is free'",
    "FAILED_IN_ERROR, 'retry ID submits it anew; nothing was charged'",
    "REFUSED, 'retry ID submits it anew; nothing was charged'",
    "FAILED_IN_DOUBT, retry ID --resubmit --yes",
    "FAILED_IN_DOUBT, resolve ID --request-id",
    "ABANDONED_IN_DOUBT, charged so far: unknown"
  })
  void should_say_what_follows_by_itself_or_what_a_person_can_do(
      Situation situation, String expected) {
    Job job = situation.of(jobs, "clip");

    assertThat(of(job)).contains(expected.replace("ID", job.id()));
  }

  @Test
  void should_say_when_the_video_is_expected() {
    Job job = jobs.submitted("clip");
    Look next = new Look(jobs.now().plusSeconds(60), jobs.now().plusSeconds(300));

    assertThat(of(job.stillRunning("PROCESSING", jobs.now(), next)))
        .contains("asked again at 2026-05-22T13:18:32Z", "expected at about 2026-05-22T13:22:32Z");
  }

  @ParameterizedTest
  @EnumSource
  void should_name_the_gate_that_holds_an_accepted_job(Gate gate) {
    Job job = jobs.accepted("clip");
    ClosedGate shut = ClosedGate.shut(gate, "because.", jobs.now(), null);

    assertThat(new NextStep(List.of(shut), jobs.now()).of(job))
        .contains(gate + " gate shut", "because. " + gate.advice());
  }

  @Test
  void should_say_when_a_gate_is_tried_or_opens() {
    assertThat(next(Gate.BALANCE)).startsWith("Tried again at 2026-05-22T13:22:32Z (in 5 min).");
    assertThat(next(Gate.KEY)).startsWith("Asked again at");
    assertThat(next(Gate.CAP)).startsWith("Opens at");
  }

  private String next(Gate gate) {
    return Gates.next(
        ClosedGate.shut(gate, "because", jobs.now(), jobs.now().plus(Duration.ofMinutes(5))),
        jobs.now());
  }

  private String of(Job job) {
    return new NextStep(List.of(), jobs.now()).of(job);
  }
}

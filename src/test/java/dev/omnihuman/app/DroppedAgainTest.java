package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens when the same content comes a second time, to people who see nothing but folders.
 */
class DroppedAgainTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final FakeGateway GATEWAY = new FakeGateway();
  @TempDir private static Path home;
  private static TestBench bench;

  @BeforeAll
  static void start() throws Exception {
    GATEWAY.answers(Answer.completed("480p"));
    bench = new TestBench(home, GATEWAY.origin()).with("omnihuman.submit.on-doubt", "fail").start();
  }

  @AfterAll
  static void stop() {
    bench.close();
    GATEWAY.close();
  }

  @Test
  void a_duplicate_is_filed_with_a_note_that_names_the_job_and_its_video() throws Exception {
    bench.dropJobs("first");
    bench.awaitFiles("done/first.json");

    bench.drop("twin.json", TestBench.manifest("first"));
    bench.awaitFiles("done/twin.duplicate.txt");

    Job job = bench.job("first");
    assertThat(bench.text("done/twin.duplicate.txt"))
        .contains("twin.json", job.id(), "first.json", "force")
        .contains(bench.path("outbox/first.mp4").toString());
    assertThat(bench.path("done/twin.json")).hasContent(TestBench.manifest("first"));
    assertThat(posts("first")).isEqualTo(1);
    assertThat(bench.path("outbox/twin.mp4")).doesNotExist();
    assertThat(bench.ledger().findByManifest("twin.json")).isEmpty();
  }

  @Test
  void a_duplicate_of_a_job_under_way_is_told_so() throws Exception {
    GATEWAY.answersOn(TestBench.image("slow"), Answer.processing());
    bench.dropJobs("slow");
    await().until(() -> bench.ledger().findByManifest("slow.json").stream().anyMatch(this::runs));

    bench.drop("twin-of-slow.json", TestBench.manifest("slow"));
    bench.awaitFiles("done/twin-of-slow.duplicate.txt");

    assertThat(bench.text("done/twin-of-slow.duplicate.txt"))
        .contains(bench.job("slow").id(), "not there yet", "SUBMITTED");
    assertThat(posts("slow")).isEqualTo(1);
  }

  private boolean runs(Job job) {
    return job.state() == JobState.SUBMITTED;
  }

  @Test
  void a_file_dropped_twice_under_one_name_is_a_duplicate_too() throws Exception {
    bench.dropJobs("same");
    bench.awaitFiles("done/same.json");

    bench.dropJobs("same");
    bench.awaitFiles("done/same-2.duplicate.txt", "done/same-2.json");

    assertThat(posts("same")).isEqualTo(1);
  }

  @Test
  void a_second_take_by_force_is_paid_for_and_gets_a_number() throws Exception {
    bench.dropJobs("take");
    bench.awaitFiles("done/take.json");

    bench.drop("take.json", forced("take"));
    bench.awaitFiles("done/take-2.json");

    assertThat(names("outbox", "take"))
        .containsExactly("take-2.json", "take-2.mp4", "take.json", "take.mp4");
    assertThat(posts("take")).isEqualTo(2);
  }

  @Test
  void what_the_gateway_failed_is_asked_about_again_and_not_submitted() throws Exception {
    failsFirst("healed", Answer.failed("no face"), Answer.completed("480p"));
    assertThat(reason("healed").path("dropped_again").asText()).contains("asked again", "free");

    moveBack("healed");
    bench.awaitFiles("done/healed.json");

    assertThat(posts("healed")).isEqualTo(1);
    assertThat(names("outbox", "healed")).containsExactly("healed.json", "healed.mp4");
    assertThat(names("failed", "healed")).as("its reason is history").isEmpty();
  }

  @Test
  void what_the_gateway_fails_again_comes_back_with_its_reason() throws Exception {
    failsFirst("hopeless", Answer.failed("no face"), Answer.failed("still no face"));

    moveBack("hopeless");
    await().until(() -> "still no face".equals(bench.job("hopeless").ending().words()));
    bench.awaitFiles("failed/hopeless.json", "failed/hopeless.reason.json");

    assertThat(reason("hopeless").path("reason").asText()).isEqualTo("REMOTE_FAILED");
    assertThat(posts("hopeless")).isEqualTo(1);
    assertThat(names("failed", "hopeless"))
        .containsExactly("hopeless.json", "hopeless.reason.json");
  }

  private void failsFirst(String stem, Answer... looks) throws Exception {
    GATEWAY.answersOn(TestBench.image(stem), looks);
    bench.dropJobs(stem);
    bench.awaitFiles("failed/" + stem + ".reason.json");
  }

  @Test
  void what_was_not_charged_is_submitted_anew() throws Exception {
    GATEWAY.submitsOfBring(
        TestBench.image("free"),
        Answer.refused(400, "Bad Request", "a bad day"),
        Answer.accepted());
    bench.dropJobs("free");
    bench.awaitFiles("failed/free.reason.json");
    assertThat(reason("free").path("dropped_again").asText()).contains("submitted anew");

    moveBack("free");
    bench.awaitFiles("done/free.json");

    assertThat(posts("free")).isEqualTo(2);
    assertThat(names("failed", "free")).isEmpty();
  }

  @Test
  void what_may_be_charged_again_comes_back_until_it_is_forced() throws Exception {
    inDoubt("risky");

    moveBack("risky");
    bench.awaitFiles("failed/risky.json", "failed/risky.reason.json");

    assertThat(reason("risky").path("dropped_again").asText())
        .contains("may be charged again", "force");
    assertThat(names("failed", "risky")).containsExactly("risky.json", "risky.reason.json");
    assertThat(posts("risky")).isEqualTo(1);

    Files.delete(bench.path("failed/risky.json"));
    bench.drop("risky.json", forced("risky"));
    bench.awaitFiles("done/risky.json");
    assertThat(posts("risky")).isEqualTo(2);
  }

  @Test
  void a_copy_that_needs_force_takes_no_reason_away_from_the_first() throws Exception {
    inDoubt("copied");

    bench.dropJobs("copied");
    bench.awaitFiles("failed/copied-2.reason.json");

    assertThat(names("failed", "copied"))
        .containsExactly(
            "copied-2.json", "copied-2.reason.json", "copied.json", "copied.reason.json");
  }

  private void inDoubt(String stem) throws Exception {
    GATEWAY.submitsOfBring(TestBench.image(stem), Answer.connectionReset(), Answer.accepted());
    bench.dropJobs(stem);
    bench.awaitFiles("failed/" + stem + ".reason.json");
  }

  private static int posts(String stem) {
    return GATEWAY.submitsOf(TestBench.image(stem)).size();
  }

  private static List<String> names(String folder, String start) throws Exception {
    return bench.names(folder).stream().filter(name -> name.startsWith(start)).toList();
  }

  private static String forced(String stem) {
    return TestBench.manifest(stem).replace("}", ", \"force\": true}");
  }

  /** As people do it: out of the one folder, into the other. */
  private static void moveBack(String stem) throws Exception {
    // The note is written last, and is what people wait for.
    Files.move(
        bench.path("failed/" + stem + ".json"),
        bench.path("inbox/" + stem + ".json"),
        StandardCopyOption.ATOMIC_MOVE);
  }

  private static JsonNode reason(String stem) throws Exception {
    return JSON.readTree(bench.text("failed/" + stem + ".reason.json"));
  }
}

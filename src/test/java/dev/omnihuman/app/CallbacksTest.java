package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.Callbacks;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FakeGateway.Charge;
import dev.omnihuman.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callbacks, from the submit that asks for them to the video; asking alone would take a minute. */
class CallbacksTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path home;
  private int port;
  private TestBench bench;

  @BeforeEach
  void prepare() throws IOException {
    port = FreePort.next();
    bench =
        new TestBench(home, gateway.origin())
            .with("omnihuman.poll.interval", "1h")
            .with("omnihuman.webhook.poll-interval", "1h")
            .with("omnihuman.http.port", String.valueOf(port))
            .with("omnihuman.webhook.public-url", "http://127.0.0.1:" + port);
  }

  @AfterEach
  void stop() {
    bench.close();
    gateway.close();
  }

  private static String[] stems(int count) {
    return IntStream.range(0, count).mapToObj(n -> "clip-" + n).toArray(String[]::new);
  }

  private void awaitState(String stem, JobState state) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                bench
                    .ledger()
                    .findByManifest(stem + ".json")
                    .filter(job -> job.state() == state)
                    .isPresent());
  }

  @Test
  void a_video_is_fetched_when_its_callback_comes() throws Exception {
    gateway.answers(Answer.completed("480p"));
    bench.start().dropJobs("clip");
    awaitState("clip", JobState.SUBMITTED);

    assertThat(Callbacks.call(gateway, TestBench.image("clip"))).isEqualTo(200);

    bench.awaitFiles("outbox/clip.mp4", "done/clip.json");
    assertThat(gateway.looks()).as("one question, which decides").hasSize(1);
  }

  @Test
  void a_submit_asks_for_its_callback_and_nobody_else_learns_its_token() throws Exception {
    bench.with("omnihuman.webhook.mode", "sync").start().dropJobs("clip");
    awaitState("clip", JobState.SUBMITTED);

    assertThat(gateway.submits().get(0).getHeader("X-Webhook-Mode")).isEqualTo("sync");
    URI address = Callbacks.address(gateway, TestBench.image("clip"));
    assertThat(address.toString())
        .matches("http://127\\.0\\.0\\.1:" + port + "/callbacks/[A-Za-z0-9_-]{43}");
    Callbacks.call(gateway, TestBench.image("clip"));
    await().atMost(PATIENCE).until(() -> !gateway.looks().isEmpty());
    assertThat(gateway.looks().get(0).containsHeader(Callbacks.ADDRESS_HEADER)).isFalse();
    String token = address.getPath().substring("/callbacks/".length());
    bench.stop();
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .noneMatch(file -> holds(file, token));
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void without_a_public_url_no_submit_asks_for_a_callback() throws Exception {
    bench.with("omnihuman.webhook.public-url", "").start().dropJobs("clip");
    awaitState("clip", JobState.SUBMITTED);

    assertThat(gateway.submits().get(0).containsHeader(Callbacks.ADDRESS_HEADER)).isFalse();
    assertThat(gateway.submits().get(0).containsHeader("X-Webhook-Mode")).isFalse();
  }

  @Test
  void lost_answers_heal_by_themselves() throws Exception {
    int count = 20;
    gateway.submitsBring(Answer.acceptedAndLost()).answers(Answer.completed("480p"));
    bench.with("omnihuman.submit.breaker-threshold", "0").start().dropJobs(stems(count));
    for (String stem : stems(count)) {
      awaitState(stem, JobState.IN_DOUBT);
    }

    for (String stem : stems(count)) {
      assertThat(Callbacks.call(gateway, TestBench.image(stem))).isEqualTo(200);
    }

    for (String stem : stems(count)) {
      bench.awaitFiles("outbox/" + stem + ".mp4", "done/" + stem + ".json");
    }
    assertThat(gateway.charges()).hasSize(count);
    assertThat(gateway.looks()).as("the question that confirmed it is enough").hasSize(count);
    assertThat(bench.names("working")).isEmpty();
    List<Attempt> attempts = bench.ledger().attempts(bench.job(stems(1)[0]).id());
    assertThat(attempts).hasSize(1);
    assertThat(attempts.get(0).endedIn(SubmitOutcome.ACCEPTED)).isTrue();
  }

  @Test
  void a_lost_answer_heals_although_the_program_was_stopped_between() throws Exception {
    gateway.submitsBring(Answer.acceptedAndLost()).answers(Answer.completed("480p"));
    bench.start().dropJobs("clip");
    awaitState("clip", JobState.IN_DOUBT);
    bench.stop();

    bench.start();
    assertThat(Callbacks.call(gateway, TestBench.image("clip"))).isEqualTo(200);

    bench.awaitFiles("outbox/clip.mp4", "done/clip.json");
    assertThat(gateway.charges()).hasSize(1);
  }

  @Test
  void what_a_callback_names_is_asked_about_until_the_gateway_knows_it() throws Exception {
    gateway
        .submitsBring(Answer.acceptedAndLost())
        .answers(Answer.refused(404, "Not Found", "not yet"), Answer.completed("480p"));
    bench.start().dropJobs("clip");
    awaitState("clip", JobState.IN_DOUBT);

    Callbacks.call(gateway, TestBench.image("clip"));

    bench.awaitFiles("outbox/clip.mp4");
  }

  @Test
  void a_doubt_does_not_take_a_request_that_the_gateway_does_not_know() throws Exception {
    gateway.submitsBring(Answer.acceptedAndLost());
    bench.start().dropJobs("clip");
    awaitState("clip", JobState.IN_DOUBT);

    URI address = Callbacks.address(gateway, TestBench.image("clip"));
    assertThat(Callbacks.post(address, Callbacks.body("made-up", "COMPLETED"))).isEqualTo(200);

    await().atMost(PATIENCE).until(() -> !gateway.looks().isEmpty());
    assertThat(bench.job("clip").state()).isEqualTo(JobState.IN_DOUBT);
    assertThat(Callbacks.call(gateway, TestBench.image("clip"))).isEqualTo(200);
    awaitState("clip", JobState.SUBMITTED);
  }

  @Test
  void a_doubt_does_not_take_the_request_of_another_job() throws Exception {
    gateway.submitsOfBring(TestBench.image("lost"), Answer.acceptedAndLost());
    bench.start().dropJobs("sound", "lost");
    awaitState("sound", JobState.SUBMITTED);
    awaitState("lost", JobState.IN_DOUBT);
    int looks = gateway.looks().size();
    String taken = bench.job("sound").requestId();

    URI address = Callbacks.address(gateway, TestBench.image("lost"));
    assertThat(Callbacks.post(address, Callbacks.body(taken, "COMPLETED"))).isEqualTo(200);

    await().atMost(PATIENCE).until(() -> gateway.looks().size() > looks);
    await().atMost(PATIENCE).until(() -> bench.ledger().callbacks().claimLeads(1).isEmpty());
    assertThat(bench.job("lost").state()).isEqualTo(JobState.IN_DOUBT);
    assertThat(bench.job("sound").state()).isEqualTo(JobState.SUBMITTED);
  }

  @Test
  void what_a_rule_gave_up_heals_and_its_manifest_comes_back() throws Exception {
    gateway.submitsBring(Answer.acceptedAndLost()).answers(Answer.completed("480p"));
    bench.with("omnihuman.submit.on-doubt", "fail").start().dropJobs("clip");
    bench.awaitFiles("failed/clip.json", "failed/clip.reason.json");

    Callbacks.call(gateway, TestBench.image("clip"));

    bench.awaitFiles("outbox/clip.mp4", "done/clip.json");
    assertThat(bench.names("failed")).isEmpty();
    assertThat(bench.names("working")).isEmpty();
  }

  @Test
  void healing_leaves_the_manifest_of_another_job_of_that_name_alone() throws Exception {
    gateway
        .submitsBring(Answer.acceptedAndLost(), Answer.accepted())
        .answersOn(
            TestBench.image("clip"),
            Answer.refused(404, "Not Found", "not yet"),
            Answer.completed("480p"))
        .answersOn(TestBench.image("other"), Answer.processing());
    bench.with("omnihuman.submit.on-doubt", "fail").start().dropJobs("clip");
    bench.awaitFiles("failed/clip.json");
    bench.drop("clip.json", TestBench.manifest("other"));
    awaitState("clip", JobState.SUBMITTED);

    Callbacks.call(gateway, TestBench.image("clip"));

    bench.awaitFiles("outbox/clip.mp4", "done/clip-2.json");
    assertThat(bench.names("working")).containsExactly("clip.json");
    assertThat(bench.text("working/clip.json")).contains(TestBench.image("other"));
    assertThat(bench.names("failed")).isEmpty();
  }

  @Test
  void a_batch_waits_for_the_callback_of_a_job_in_doubt() throws Exception {
    gateway.submitsBring(Answer.acceptedAndLost()).answers(Answer.completed("480p"));
    bench.dropJobs("clip");
    bench.start();
    CompletableFuture<Integer> batch =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return bench.batch();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    awaitState("clip", JobState.IN_DOUBT);

    Callbacks.call(gateway, TestBench.image("clip"));

    assertThat(batch.get(30, TimeUnit.SECONDS)).isEqualTo(ExitCode.OK);
    assertThat(bench.path("outbox/clip.mp4")).exists();
  }

  @Test
  void a_batch_waits_no_longer_than_it_is_told_to() throws Exception {
    gateway.submitsBring(Answer.acceptedAndLost());
    bench.with("omnihuman.batch.doubt-wait", "1s").dropJobs("clip");
    bench.start();

    assertThat(bench.batch()).isEqualTo(ExitCode.NOT_ALL_DELIVERED);
    assertThat(bench.job("clip").state()).isEqualTo(JobState.IN_DOUBT);
  }

  @Test
  void doubled_shuffled_and_forged_callbacks_make_one_transition_a_job() throws Exception {
    int count = 20;
    gateway.answers(Answer.completed("480p"));
    bench.start().dropJobs(stems(count));
    for (String stem : stems(count)) {
      awaitState(stem, JobState.SUBMITTED);
    }
    List<Runnable> calls = new ArrayList<>();
    for (String stem : stems(count)) {
      calls.add(() -> Callbacks.call(gateway, TestBench.image(stem)));
      calls.add(() -> Callbacks.call(gateway, TestBench.image(stem)));
    }
    for (Charge charge : gateway.charges().subList(0, count / 2)) {
      URI address = Callbacks.address(gateway, charge.image());
      URI guessed = address.resolve("/callbacks/" + "A".repeat(43));
      String forged = Callbacks.body(charge.requestId(), "FAILED");
      calls.add(() -> assertThat(Callbacks.post(guessed, forged)).isEqualTo(404));
      calls.add(() -> assertThat(Callbacks.post(address, "{")).isEqualTo(400));
    }
    Collections.shuffle(calls, new Random(4));

    calls.forEach(Runnable::run);

    for (String stem : stems(count)) {
      bench.awaitFiles("outbox/" + stem + ".mp4", "done/" + stem + ".json");
      assertThat(
              bench.ledger().events(bench.job(stem).id()).stream()
                  .filter(event -> event.to() == JobState.READY))
          .hasSize(1);
    }
    assertThat(gateway.looks()).hasSizeBetween(count, 2 * count);
  }

  @Test
  void jobs_are_asked_about_as_usual_when_callbacks_have_fallen_silent() throws Exception {
    Answer[] slow = new Answer[15];
    Arrays.fill(slow, Answer.processing());
    slow[14] = Answer.completed("480p");
    gateway.answers(Answer.completed("480p")).answersOn(TestBench.image("slow"), slow);
    bench
        .with("omnihuman.poll.interval", "100ms")
        .with("omnihuman.webhook.poll-interval", "5s")
        .start()
        .dropJobs("a", "b", "c");
    bench.awaitFiles("outbox/a.mp4", "outbox/b.mp4", "outbox/c.mp4");

    bench.dropJobs("slow");

    // With a look every 5 s it would take longer than anybody waits here.
    bench.awaitFiles("outbox/slow.mp4");
  }

  @Test
  void a_port_that_is_taken_is_named_and_nothing_is_sent() throws Exception {
    try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      bench.dropJobs("clip");

      assertThatThrownBy(bench::start)
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("omnihuman.http.port")
          .hasMessageContaining(String.valueOf(taken.getLocalPort()));
      assertThat(gateway.submits()).isEmpty();
    }
  }
}

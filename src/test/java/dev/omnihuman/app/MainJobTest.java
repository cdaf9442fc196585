package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, seen from all sides after one journey of five manifests, one of them a bad one. */
class MainJobTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLIP =
      """
      {
        "image_url": "https://example.com/example_inputs/omnihuman_v15_input_image.png",
        "audio_url": "https://example.com/example_inputs/omnihuman_v15_input_audio.mp3",
        "resolution": "1080p"
      }
      """;
  private static final String CLIP_IMAGE =
      "https://example.com/example_inputs/omnihuman_v15_input_image.png";
  private static final String TWIN =
      """
      {"name": "Twin", "image_url": "https://example.com/%s.png", "audio_url": "https://a.example/b"}
      """;

  private static final FakeGateway GATEWAY = new FakeGateway();

  @TempDir static Path home;
  private static TestBench bench;

  @BeforeAll
  static void let_the_manifests_pass() throws Exception {
    GATEWAY.answers(Answer.queued(), Answer.processing(), Answer.completed("480p"));
    GATEWAY.answersOn(TestBench.image("pair"), Answer.completed("480p", "720p"));
    bench = new TestBench(home, GATEWAY.origin()).start();
    bench.drop("bad.json", "{\"image_url\": \"ftp://example.com/a.png\"}");
    bench.drop("clip.json", CLIP);
    bench.dropJobs("pair");
    bench.drop("one.json", TWIN.formatted("one"));
    bench.drop("other.json", TWIN.formatted("other"));
    bench.awaitFiles(
        "done/clip.json",
        "done/pair.json",
        "done/one.json",
        "done/other.json",
        "rejected/bad.reason.txt");
  }

  @AfterAll
  static void stop() {
    bench.close();
    GATEWAY.close();
  }

  @Test
  void the_video_lies_in_the_outbox_as_the_provider_sent_it() {
    assertThat(bench.path("outbox/clip.mp4")).hasBinaryContent(FakeGateway.video("480p.mp4"));
  }

  @Test
  void a_sidecar_beside_the_video_tells_what_was_asked_and_what_came() throws Exception {
    JsonNode sidecar = JSON.readTree(bench.text("outbox/clip.json"));
    byte[] video = FakeGateway.video("480p.mp4");

    assertThat(sidecar.path("request")).isEqualTo(JSON.readTree(CLIP));
    assertThat(sidecar.path("request_id").asText()).startsWith("bytedance-omnihuman-v1-5-290_");
    assertThat(sidecar.path("attempts").asInt()).isEqualTo(1);
    assertThat(sidecar.path("times").fieldNames())
        .toIterable()
        .containsExactly("accepted_at", "submitted_at", "ready_at", "published_at");
    assertThat(sidecar.path("videos")).hasSize(1);
    JsonNode told = sidecar.path("videos").get(0);
    assertThat(told.path("file").asText()).isEqualTo("clip.mp4");
    assertThat(told.path("size").asLong()).isEqualTo(video.length);
    assertThat(told.path("sha256").asText())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(video)));
  }

  @Test
  void the_manifest_lies_in_done_as_it_was_dropped_and_nothing_is_left_on_the_way()
      throws Exception {
    assertThat(bench.text("done/clip.json")).isEqualTo(CLIP);
    assertThat(bench.names("inbox")).isEmpty();
    assertThat(bench.names("working")).isEmpty();
    assertThat(bench.path("outbox/.parts")).isEmptyDirectory();
  }

  @Test
  void the_gateway_gets_one_post_with_exactly_the_documented_body_and_headers() throws Exception {
    assertThat(GATEWAY.submitsOf(CLIP_IMAGE)).hasSize(1);
    LoggedRequest submit = GATEWAY.submitsOf(CLIP_IMAGE).get(0);

    assertThat(submit.getMethod().getName()).isEqualTo("POST");
    assertThat(submit.getUrl()).isEqualTo(FakeGateway.SUBMIT);
    assertThat(JSON.readTree(submit.getBody())).isEqualTo(JSON.readTree(CLIP));
    assertThat(submit.header("Content-Type").values()).containsExactly("application/json");
    assertThat(submit.header("Cache-Control").values()).containsExactly("no-cache");
    assertThat(submit.header(FakeGateway.KEY_HEADER).values()).containsExactly(TestBench.KEY);
    assertThat(submit.getHeaders().keys())
        .as("nothing of the route's own headers may leave")
        .isSubsetOf(
            "Content-Type",
            "Cache-Control",
            FakeGateway.KEY_HEADER,
            "Host",
            "User-Agent",
            "Connection",
            "Content-Length",
            "Transfer-Encoding");
  }

  @Test
  void what_a_manifest_leaves_out_is_left_out_of_the_post() throws Exception {
    LoggedRequest submit = GATEWAY.submitsOf(TestBench.image("pair")).get(0);

    assertThat(JSON.readTree(submit.getBody()))
        .isEqualTo(JSON.readTree(TestBench.manifest("pair")));
  }

  @Test
  void the_key_goes_with_every_look_and_with_no_download() {
    assertThat(GATEWAY.looks())
        .isNotEmpty()
        .allMatch(look -> look.getMethod().getName().equals("GET"))
        .allMatch(look -> TestBench.KEY.equals(look.getHeader(FakeGateway.KEY_HEADER)));
    assertThat(GATEWAY.downloads())
        .hasSize(5)
        .noneMatch(download -> download.getHeaders().toString().contains(TestBench.KEY));
  }

  @Test
  void the_ledger_tells_the_whole_story_without_a_gap() {
    Job job = bench.job("clip");
    List<JobEvent> events = bench.ledger().events(job.id());

    assertThat(events)
        .extracting(JobEvent::to)
        .containsExactly(
            JobState.ACCEPTED,
            JobState.SUBMITTING,
            JobState.SUBMITTED,
            JobState.READY,
            JobState.DELIVERED);
    assertThat(events)
        .extracting(JobEvent::seq)
        .isEqualTo(IntStream.rangeClosed(1, 5).boxed().toList());
    assertThat(bench.ledger().attempts(job.id()))
        .singleElement()
        .satisfies(it -> assertThat(it.answer().outcome()).isEqualTo(SubmitOutcome.ACCEPTED));
  }

  @Test
  void several_media_urls_become_numbered_videos_with_one_sidecar() throws Exception {
    assertThat(bench.path("outbox/pair_1.mp4")).hasBinaryContent(FakeGateway.video("480p.mp4"));
    assertThat(bench.path("outbox/pair_2.mp4")).hasBinaryContent(FakeGateway.video("720p.mp4"));
    assertThat(JSON.readTree(bench.text("outbox/pair.json")).path("videos")).hasSize(2);
  }

  @Test
  void two_jobs_of_one_name_overwrite_nothing_of_each_other() throws Exception {
    assertThat(bench.names("outbox"))
        .filteredOn(name -> name.startsWith("Twin"))
        .containsExactly("Twin-2.json", "Twin-2.mp4", "Twin.json", "Twin.mp4");
    assertThat(List.of(bench.text("outbox/Twin.json"), bench.text("outbox/Twin-2.json")))
        .anyMatch(sidecar -> sidecar.contains("/one.png"))
        .anyMatch(sidecar -> sidecar.contains("/other.png"));
  }

  @Test
  void a_rejected_manifest_sends_nothing_and_becomes_no_job() throws Exception {
    assertThat(bench.names("rejected")).containsExactly("bad.json", "bad.reason.txt");
    assertThat(GATEWAY.submits()).hasSize(4);
    assertThat(bench.ledger().findByManifest("bad.json")).isEmpty();
    assertThat(Files.exists(bench.path("failed/bad.json"))).isFalse();
  }
}

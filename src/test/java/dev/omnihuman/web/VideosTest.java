package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnihuman.desk.Situation;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finished videos over the port, whole and in pieces. */
class VideosTest {

  private static final byte[] BYTES = new byte[200_000];

  static {
    new Random(7).nextBytes(BYTES);
  }

  @TempDir Path home;
  private ApiSite site;

  @BeforeEach
  void open() throws IOException {
    site = new ApiSite(home);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private Job delivered(String... outputs) {
    Job job = site.jobs.ready("clip", "https://media.example.com/1.mp4");
    return site.jobs.ledger().move(Move.of(job, job.delivered(site.jobs.now(), List.of(outputs))));
  }

  private Path put(String name) throws IOException {
    Path file = site.folders.outbox().resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.write(file, BYTES);
  }

  private HttpResponse<byte[]> fetch(String path, String... headers) throws Exception {
    HttpRequest.Builder request = site.request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return site.bytes(request.build());
  }

  private static String video(Job job, int n) {
    return "/api/jobs/%s/videos/%d".formatted(job.id(), n);
  }

  @Test
  void a_video_is_served_whole_from_the_outbox() throws Exception {
    put("clip.mp4");
    Job job = delivered("clip.mp4");

    HttpResponse<byte[]> answer = fetch(video(job, 1));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(BYTES);
    assertThat(answer.headers().firstValue("content-type")).contains("video/mp4");
    assertThat(answer.headers().firstValue("accept-ranges")).contains("bytes");
    assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(answer.headers().firstValue("content-disposition")).isEmpty();
    assertThat(fetch(video(job, 1) + "?download=1").headers().firstValue("content-disposition"))
        .contains("attachment; filename=\"clip.mp4\"; filename*=UTF-8''clip.mp4");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=1000-1999, 1000, 2000",
    "bytes=-5, 199995, 200000",
    "bytes=150000-, 150000, 200000"
  })
  void a_piece_is_served(String range, int from, int to) throws Exception {
    put("clip.mp4");
    Job job = delivered("clip.mp4");

    HttpResponse<byte[]> answer = fetch(video(job, 1), "Range", range);

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(BYTES, from, to));
    assertThat(answer.headers().firstValue("content-range"))
        .contains("bytes %d-%d/200000".formatted(from, to - 1));
  }

  @Test
  void a_piece_that_is_not_there_is_refused_with_the_length() throws Exception {
    put("clip.mp4");
    Job job = delivered("clip.mp4");

    HttpResponse<byte[]> answer = fetch(video(job, 1), "Range", "bytes=200000-");

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().firstValue("content-range")).contains("bytes */200000");
  }

  @Test
  void a_piece_of_another_file_is_not_served() throws Exception {
    put("clip.mp4");
    Job job = delivered("clip.mp4");
    String tag = fetch(video(job, 1)).headers().firstValue("etag").orElseThrow();

    assertThat(fetch(video(job, 1), "Range", "bytes=0-9", "If-Range", tag).statusCode())
        .isEqualTo(206);
    assertThat(fetch(video(job, 1), "Range", "bytes=0-9", "If-Range", "\"other\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void head_tells_the_length_of_the_whole_and_of_a_piece() throws Exception {
    put("clip.mp4");
    Job job = delivered("clip.mp4");

    HttpResponse<byte[]> whole =
        site.bytes(site.request(video(job, 1)).method("HEAD", BodyPublishers.noBody()).build());
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.headers().firstValue("content-length")).contains("200000");
    HttpResponse<byte[]> piece =
        site.bytes(
            site.request(video(job, 1))
                .header("Range", "bytes=0-9")
                .method("HEAD", BodyPublishers.noBody())
                .build());
    assertThat(piece.statusCode()).isEqualTo(206);
    assertThat(piece.headers().firstValue("content-length")).contains("10");
  }

  @Test
  void a_job_tells_of_its_videos_and_whether_they_are_there() throws Exception {
    put("spring/größe 1_1.mp4");
    Job job = delivered("spring/größe 1_1.mp4", "spring/größe 1_2.mp4");

    JsonNode videos = site.get("/api/jobs/" + job.id()).path("videos");

    assertThat(videos).hasSize(2);
    assertThat(videos.at("/0/bytes").intValue()).isEqualTo(BYTES.length);
    assertThat(videos.at("/0/there").booleanValue()).isTrue();
    assertThat(videos.at("/1/there").booleanValue()).isFalse();
    HttpResponse<byte[]> saved = fetch(videos.at("/0/href").textValue() + "?download=1");
    assertThat(saved.headers().firstValue("content-disposition"))
        .contains(
            "attachment; filename=\"gr__e 1_1.mp4\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%201_1.mp4");
    assertThat(site.get(videos.at("/1/href").textValue(), 404).path("words").textValue())
        .contains("lies in the outbox no more");
  }

  @Test
  void no_number_and_no_name_leads_to_another_file() throws Exception {
    put("clip.mp4");
    put("other.mp4");
    Job job = delivered("clip.mp4");

    for (String path :
        List.of(
            video(job, 0),
            video(job, 2),
            video(job, 99999),
            "/api/jobs/%s/videos/clip.mp4".formatted(job.id()),
            "/api/jobs/%s/videos/1%%00".formatted(job.id()))) {
      assertThat(fetch(path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void a_name_in_the_ledger_that_leads_out_of_the_outbox_is_not_followed() throws Exception {
    Files.write(home.resolve("secret.mp4"), BYTES);

    assertThat(fetch(video(delivered("../secret.mp4"), 1)).statusCode()).isEqualTo(404);
  }

  @Test
  void a_pipe_in_its_place_keeps_nobody_waiting() throws Exception {
    Path pipe = site.folders.outbox().resolve("clip.mp4");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Job job = delivered("clip.mp4");

    assertThat(fetch(video(job, 1)).statusCode()).isEqualTo(404);
  }

  @Test
  void a_video_that_is_exchanged_meanwhile_is_sent_as_it_was() throws Exception {
    byte[] large = new byte[40_000_000];
    new Random(8).nextBytes(large);
    Path file = Files.write(put("clip.mp4"), large);
    Job job = delivered("clip.mp4");
    HttpResponse<InputStream> answer = site.stream(site.request(video(job, 1)).build());

    Files.move(put("other.mp4"), file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(answer.body().readAllBytes()).isEqualTo(large);
  }

  @Test
  void a_video_that_becomes_shorter_breaks_off() throws Exception {
    byte[] large = new byte[40_000_000];
    Path file = Files.write(put("clip.mp4"), large);
    Job job = delivered("clip.mp4");
    HttpResponse<InputStream> answer = site.stream(site.request(video(job, 1)).build());

    Files.write(file, BYTES);

    assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
    assertThat(site.get("/api/overview")).isNotEmpty();
  }

  @Test
  void an_outbox_that_hangs_hides_no_job_and_stops_nothing_else() throws Exception {
    put("clip.mp4");
    Job job = delivered("clip.mp4");
    CountDownLatch freed = new CountDownLatch(1);
    try (WebServer web = site.hanging(freed)) {
      JsonNode whole = site.get(web, "/api/jobs/" + job.id(), 200);
      assertThat(whole.at("/job/state").textValue()).isEqualTo("DELIVERED");
      assertThat(whole.at("/videos/0/there").isNull()).isTrue();
      assertThat(site.get(web, video(job, 1), 503).path("words").textValue()).contains("ask again");
      assertThat(site.get(web, "/api/jobs", 200).path("jobs")).hasSize(1);
    } finally {
      freed.countDown();
    }
  }

  @Test
  void a_link_is_not_followed() throws Exception {
    Path secret = Files.write(home.resolve("secret.mp4"), BYTES);
    Files.createSymbolicLink(site.folders.outbox().resolve("clip.mp4"), secret);
    Files.createSymbolicLink(site.folders.outbox().resolve("sub"), home);
    Job job = delivered("clip.mp4", "sub/secret.mp4");

    assertThat(fetch(video(job, 1)).statusCode()).isEqualTo(404);
    assertThat(fetch(video(job, 2)).statusCode()).isEqualTo(404);
    assertThat(site.get("/api/jobs/" + job.id()).at("/videos/0/there").booleanValue()).isFalse();
  }

  @Test
  void a_job_that_is_not_delivered_has_no_video() throws Exception {
    put("clip.mp4");
    Job job = Situation.READY.of(site.jobs, "clip");

    assertThat(fetch(video(job, 1)).statusCode()).isEqualTo(404);
    assertThat(site.get("/api/jobs/" + job.id()).path("videos")).isEmpty();
  }
}

package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.testing.MediaHost;
import dev.omnihuman.testing.RawPeer;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestDownloads;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the media host does, only a whole video passes. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class DownloaderTest {

  private final AtomicLong progress = new AtomicLong();
  private byte[] video;
  private Path part;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    video = Videos.sample();
    part = folder.resolve("job.1.part");
  }

  @Test
  void should_bring_the_whole_file_with_its_size_and_hash() throws Exception {
    try (RawPeer host = writing(ok("Content-Length: " + video.length), video)) {
      assertWhole(fetch(host.uri("/v1/x/output.mp4?sig=%2Fa")));

      assertThat(host.requests()).hasSize(1);
      assertThat(host.requests().get(0).line()).startsWith("GET /v1/x/output.mp4?sig=%2Fa ");
      assertThat(progress).hasValue(video.length);
    }
  }

  @Test
  void should_bring_the_whole_file_in_chunks() throws Exception {
    try (RawPeer host = writing(ok("Transfer-Encoding: chunked"), chunks(video), end())) {
      assertWhole(fetch(host.uri("/")));
    }
  }

  @Test
  void should_bring_the_whole_file_when_only_the_connection_ends_it() throws Exception {
    try (RawPeer host = writing(ok("X: y"), video)) {
      assertWhole(fetch(host.uri("/")));
    }
  }

  @Test
  void should_put_away_what_an_earlier_try_left() throws Exception {
    Files.write(part, new byte[10 * video.length]);
    Path second = Files.createLink(part.resolveSibling("published.mp4"), part);
    try (RawPeer host = writing(ok("X: y"), video)) {
      assertWhole(fetch(host.uri("/")));

      assertThat(second).hasSize(10L * video.length);
    }
  }

  @Test
  void should_use_a_connection_again_when_a_body_was_read_to_its_end() throws Exception {
    try (MediaHost host = new MediaHost(video, null);
        Downloader downloader = new Downloader(TestDownloads.upTo(video.length), new TestClock())) {
      downloader.fetch(host.uri("/1"), part, bytes -> {});
      downloader.fetch(host.uri("/2"), part, bytes -> {});

      assertThat(host.requests()).extracting(RawPeer.Request::connection).containsExactly(1, 1);
    }
  }

  @Test
  void should_send_no_key_and_no_cookie_and_ask_for_plain_bytes() throws Exception {
    try (RawPeer host =
        writing(
            ok("Connection: close\r\nSet-Cookie: a=b\r\nContent-Length: " + video.length), video)) {
      fetch(host.uri("/"));
      fetch(host.uri("/"));

      assertThat(host.requests())
          .hasSize(2)
          .allSatisfy(
              request -> {
                assertThat(request.header("Ocp-Apim-Subscription-Key")).isEmpty();
                assertThat(request.header("Authorization")).isEmpty();
                assertThat(request.header("Cookie")).isEmpty();
                assertThat(request.header("Accept-Encoding")).containsExactly("identity");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000, 60_000})
  void should_refuse_a_body_that_is_shorter_than_announced(int missing) throws Exception {
    byte[] cut = Arrays.copyOf(video, video.length - Math.min(missing, video.length / 2));
    assertRefused(ok("Content-Length: " + video.length), cut);
  }

  @Test
  void should_refuse_a_body_that_is_longer_than_announced() throws Exception {
    assertRefused(ok("Content-Length: " + (video.length - 1)), video);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 1_000})
  void should_refuse_a_body_without_length_that_ends_early(int missing) throws Exception {
    assertRefused(ok("X: y"), Arrays.copyOf(video, video.length - missing));
  }

  @Test
  void should_refuse_chunks_that_end_early() throws Exception {
    assertRefused(ok("Transfer-Encoding: chunked"), chunks(video));
  }

  @Test
  void should_refuse_a_reset_on_the_way() throws Exception {
    try (RawPeer host =
        new RawPeer(
            (request, socket) -> {
              RawPeer.write(socket, ok("Content-Length: " + video.length));
              RawPeer.write(socket, Arrays.copyOf(video, video.length / 2));
              RawPeer.reset(socket);
            })) {
      assertThatThrownBy(() -> fetch(host.uri("/")))
          .isInstanceOf(DownloadException.BrokenOff.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html><body>Sign in</body></html>", "{\"error\": \"expired\"}"})
  void should_refuse_a_body_that_is_no_video(String body) throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    assertUnusable(ok("Content-Length: " + bytes.length), bytes);
    assertUnusable(ok("Content-Type: video/mp4"), bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain; charset=utf-8", "application/problem+json", "text/html"})
  void should_refuse_what_says_that_it_is_text_unless_it_begins_as_a_video(String type)
      throws Exception {
    assertUnusable(ok("Content-Type: " + type), "Not today.".getBytes(StandardCharsets.UTF_8));
    try (RawPeer host = writing(ok("Content-Type: " + type), video)) {
      assertWhole(fetch(host.uri("/")));
    }
  }

  @Test
  void should_keep_nothing_of_a_page() throws Exception {
    assertUnusable(ok("X: y"), "<html>".getBytes(StandardCharsets.UTF_8));

    assertThat(part).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "gzip, identity"})
  void should_refuse_an_encoded_body(String encoding) throws Exception {
    assertUnusable(
        ok("Content-Encoding: %s\r\nContent-Length: %d".formatted(encoding, video.length)), video);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 410})
  void should_say_that_the_link_is_gone(int status) throws Exception {
    try (RawPeer host = RawPeer.answering(status + " Gone", "", "<Error>expired</Error>")) {
      assertThatThrownBy(() -> fetch(host.uri("/a?signature=geheim")))
          .isInstanceOf(DownloadException.LinkGone.class)
          .hasMessageContaining(String.valueOf(status))
          .hasMessageNotContaining("geheim");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 206, 400, 401, 416, 429, 500, 503})
  void should_fail_this_try_when_the_host_answers(int status) throws Exception {
    try (RawPeer host = RawPeer.answering(status + " X", "", "")) {
      assertThatThrownBy(() -> fetch(host.uri("/a?signature=geheim")))
          .isExactlyInstanceOf(DownloadException.class)
          .hasMessageContaining(String.valueOf(status))
          .hasMessageNotContaining("geheim");
      assertThat(host.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void should_tell_how_long_the_host_wants_to_be_left_alone(int status) throws Exception {
    try (RawPeer host = RawPeer.answering(status + " X", "Retry-After: 120\r\n", "")) {
      assertThatThrownBy(() -> fetch(host.uri("/")))
          .isInstanceOfSatisfying(
              DownloadException.Busy.class,
              busy -> assertThat(busy.waitFor()).isEqualTo(Duration.ofSeconds(120)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 9999999", "Content-Length: 10737418240"})
  void should_not_begin_when_the_body_is_announced_larger_than_allowed(String framing)
      throws Exception {
    try (RawPeer host = writing(ok(framing), video)) {
      assertThatThrownBy(() -> fetch(host.uri("/")))
          .isInstanceOf(DownloadException.Unusable.class)
          .hasMessageContaining("omnihuman.download.max-size");
      assertThat(part).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding: chunked", "X: y"})
  void should_break_off_when_the_body_is_larger_than_allowed(String framing) throws Exception {
    byte[] endless = framing.contains("chunked") ? chunks(video) : video;
    try (RawPeer host =
        new RawPeer(
            (request, socket) -> {
              RawPeer.write(socket, ok(framing));
              while (true) {
                RawPeer.write(socket, endless);
              }
            })) {
      assertThatThrownBy(() -> fetch(host.uri("/")))
          .isInstanceOf(DownloadException.Unverified.class)
          .hasMessageContaining("omnihuman.download.max-size");
      assertThat(progress).hasValueLessThanOrEqualTo(video.length);
    }
  }

  @Test
  void should_say_that_downloads_were_stopped_when_it_is_asked_after_its_end() throws Exception {
    Downloader downloader = new Downloader(TestDownloads.upTo(video.length), new TestClock());
    downloader.close();
    try (MediaHost host = new MediaHost(video, null)) {
      assertThatThrownBy(() -> downloader.fetch(host.uri("/"), part, bytes -> {}))
          .isExactlyInstanceOf(DownloadException.class)
          .hasMessage("downloads were stopped");
    }
  }

  @Test
  void should_fail_this_try_when_nobody_listens() throws Exception {
    RawPeer gone = writing("");
    gone.close();

    assertThatThrownBy(() -> fetch(gone.uri("/"))).isExactlyInstanceOf(DownloadException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"})
  void should_fail_this_try_when_the_answer_is_no_http(String answer) throws Exception {
    assertRefused(answer, new byte[0]);
  }

  /** At most the sample video may come. */
  private FetchedFile fetch(URI link) throws IOException {
    progress.set(0);
    try (Downloader downloader =
        new Downloader(TestDownloads.upTo(video.length), new TestClock())) {
      return downloader.fetch(link, part, progress::addAndGet);
    }
  }

  private void assertWhole(FetchedFile fetched) throws Exception {
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(video));
    assertThat(fetched)
        .isEqualTo(new FetchedFile(part, video.length, sha256, null, fetched.seconds()));
    assertThat(part).hasBinaryContent(video);
  }

  private void assertRefused(String head, byte[] body) throws IOException {
    try (RawPeer host = writing(head, body)) {
      assertThatThrownBy(() -> fetch(host.uri("/"))).isInstanceOf(DownloadException.class);
    }
  }

  private void assertUnusable(String head, byte[] body) throws IOException {
    try (RawPeer host = writing(head, body)) {
      assertThatThrownBy(() -> fetch(host.uri("/"))).isInstanceOf(DownloadException.Unusable.class);
      assertThat(host.requests()).hasSize(1);
    }
  }

  /** Writes these bytes and closes the connection. */
  private static RawPeer writing(String head, byte[]... pieces) throws IOException {
    return new RawPeer(
        (request, socket) -> {
          RawPeer.write(socket, head);
          RawPeer.write(socket, Videos.join(pieces));
          socket.close();
        });
  }

  private static String ok(String headers) {
    return "HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n";
  }

  private static byte[] chunks(byte[] body) {
    byte[] size = (Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    return Videos.join(size, body, "\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] end() {
    return "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  }
}

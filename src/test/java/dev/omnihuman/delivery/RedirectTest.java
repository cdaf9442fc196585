package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.testing.MediaHost;
import dev.omnihuman.testing.RawPeer;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestDownloads;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A redirect leads only to where a link may lead, and not on for ever. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class RedirectTest {

  private byte[] video;
  private Path part;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    video = Videos.sample();
    part = folder.resolve("job.1.part");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void should_follow_a_redirect_to_a_host_that_is_allowed(int status) throws Exception {
    try (MediaHost elsewhere = new MediaHost(video, "\"1\"");
        RawPeer host = redirecting(status, elsewhere.uri("/b.mp4").toString())) {
      fetch(host.uri("/a.mp4"));

      assertThat(part).hasBinaryContent(video);
      assertThat(elsewhere.asked("Authorization")).containsExactly("");
      assertThat(elsewhere.asked("Ocp-Apim-Subscription-Key")).containsExactly("");
      assertThat(elsewhere.asked("Accept-Encoding")).containsExactly("identity");
    }
  }

  @Test
  void should_ask_for_the_rest_of_a_file_behind_a_redirect() throws Exception {
    try (MediaHost elsewhere = new MediaHost(video, "\"1\"").cutsAfter(5_000);
        RawPeer host = redirecting(302, elsewhere.uri("/b.mp4").toString())) {
      fetch(host.uri("/a.mp4"));

      assertThat(elsewhere.asked("Range")).containsExactly("", "bytes=5000-");
      assertThat(part).hasBinaryContent(video);
    }
  }

  @Test
  void should_follow_three_redirects_and_a_relative_one_is_one() throws Exception {
    try (RawPeer host =
        new RawPeer(
            (request, connection) -> {
              int hop = request.line().charAt(5) - '0';
              RawPeer.send(connection, "302 X", "Location: " + (hop + 1) + "\r\n", "");
            })) {
      assertThatThrownBy(() -> fetch(host.uri("/1")))
          .isInstanceOf(DownloadException.Unusable.class)
          .hasMessageContaining("more than 3 times");
      assertThat(host.requests()).hasSize(4);
    }
  }

  @Test
  void should_not_run_in_circles() throws Exception {
    AtomicReference<String> itself = new AtomicReference<>();
    try (RawPeer host =
        new RawPeer(
            (request, connection) ->
                RawPeer.send(connection, "302 X", "Location: " + itself + "\r\n", ""))) {
      itself.set(host.uri("/a?signature=geheim").toString());
      assertThatThrownBy(() -> fetch(host.uri("/a?signature=geheim")))
          .isInstanceOf(DownloadException.Unusable.class)
          .hasMessageNotContaining("geheim");
      assertThat(host.requests()).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{{env:PIXAZO_API_KEY}}", "http://[", "https://a b/", "https://127.0.0.1\\@x/"})
  void should_obey_nothing_that_is_no_url(String location) throws Exception {
    try (RawPeer host = redirecting(302, location)) {
      assertThatThrownBy(() -> fetch(host.uri("/a.mp4")))
          .isInstanceOf(DownloadException.Unusable.class)
          .hasMessage("the media host redirects to what is no URL");
      assertThat(host.requests()).hasSize(1);
    }
  }

  @Test
  void should_not_wait_for_the_body_of_a_redirect() throws Exception {
    try (MediaHost elsewhere = new MediaHost(video, "\"1\"");
        RawPeer host =
            new RawPeer(
                (request, connection) -> {
                  String location = "Location: " + elsewhere.uri("/b.mp4");
                  RawPeer.write(
                      connection,
                      "HTTP/1.1 302 X\r\n" + location + "\r\nContent-Length: 9\r\n\r\n");
                  connection.getInputStream().read(); // and no body comes
                })) {
      fetch(host.uri("/a.mp4"));
      assertThat(part).hasBinaryContent(video);
    }
  }

  @Test
  void should_give_back_the_connection_of_a_redirect_to_what_is_no_url() throws Exception {
    try (MediaHost good = new MediaHost(video, "\"1\"");
        RawPeer bad = RawPeer.answering("302 X", "Location: http://[bad\r\n", "Moved to nowhere.");
        Downloader downloader =
            new Downloader(
                DownloadRules.of(TestDownloads.links(), 1 << 20, 0, 2, Outbound.direct()),
                new TestClock())) {
      for (int n = 1; n <= 3; n++) {
        assertThatThrownBy(() -> downloader.fetch(bad.uri("/a.mp4"), part, bytes -> {}))
            .isInstanceOf(DownloadException.Unusable.class);
      }

      downloader.fetch(good.uri("/b.mp4"), part, bytes -> {});

      assertThat(part).hasBinaryContent(video);
    }
  }

  private static RawPeer redirecting(int status, String location) throws IOException {
    return RawPeer.answering(status + " X", "Location: " + location + "\r\n", "");
  }

  private void fetch(URI link) throws IOException {
    try (Downloader downloader = new Downloader(TestDownloads.upTo(1 << 20), new TestClock())) {
      downloader.fetch(link, part, bytes -> {});
    }
  }
}

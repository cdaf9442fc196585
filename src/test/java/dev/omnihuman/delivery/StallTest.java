package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.delivery.DownloadRules.Patience;
import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.testing.RawPeer;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestDownloads;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** A host that does not get on is left, and asked for the rest. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class StallTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration SLOW = Duration.ofSeconds(60);

  private final TestClock clock = new TestClock();
  private byte[] video;
  private Path part;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    video = Videos.sample();
    part = folder.resolve("job.1.part");
  }

  @Test
  void should_ask_for_the_rest_when_the_host_falls_silent() throws Exception {
    try (RawPeer host = hangingOnce(5_000)) {
      fetch(host.uri("/"), new Patience(SHORT, LONG, SLOW));
      assertResumed(host);
    }
  }

  @Test
  void should_ask_for_the_rest_when_next_to_nothing_comes_for_long() throws Exception {
    try (RawPeer host =
        new RawPeer(
            (request, connection) -> {
              if (request.connection() > 1) {
                sendRest(request, connection);
                return;
              }
              sendHead(connection, 0);
              RawPeer.write(connection, Arrays.copyOf(video, 5_000));
              // One byte after the other, so that no time passes once the client has had enough.
              for (int at = 5_000; haveArrived(at); at++) {
                clock.advance(Duration.ofSeconds(5));
                RawPeer.write(connection, Arrays.copyOfRange(video, at, at + 1));
              }
            })) {
      fetch(host.uri("/"), new Patience(LONG, LONG, SLOW));

      assertThat(part).hasBinaryContent(video);
      assertThat(host.requests()).hasSize(2);
    }
  }

  @Test
  void should_give_up_a_host_whose_head_drips() throws Exception {
    try (RawPeer host =
        new RawPeer(
            (request, connection) -> {
              RawPeer.write(connection, "HTTP/1.1 200 OK\r\nX: ");
              while (true) {
                RawPeer.write(connection, "x");
                Thread.onSpinWait();
              }
            })) {
      assertThatThrownBy(() -> fetch(host.uri("/"), new Patience(LONG, SHORT, SLOW)))
          .isInstanceOf(DownloadException.class);
    }
  }

  @Test
  void should_give_up_a_host_that_does_not_answer() throws Exception {
    try (RawPeer host = new RawPeer((request, connection) -> connection.getInputStream().read())) {
      assertThatThrownBy(() -> fetch(host.uri("/"), new Patience(SHORT, LONG, SLOW)))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining("gave no answer");
      assertThat(host.requests()).hasSize(1);
    }
  }

  @Test
  void should_count_only_the_time_in_which_the_host_was_waited_for() {
    StallGuard guard = new StallGuard(SLOW);
    for (int i = 0; i < 59; i++) {
      assertThat(guard.isTooSlow(Duration.ofSeconds(1), 1_000)).isFalse();
    }
    assertThat(guard.isTooSlow(Duration.ofSeconds(1), 1_000)).isTrue();
    for (int i = 0; i < 200; i++) {
      assertThat(guard.isTooSlow(Duration.ofSeconds(1), 1_024)).isFalse();
    }
  }

  private boolean haveArrived(int bytes) throws IOException {
    while (!Files.exists(part) || Files.size(part) < bytes) {
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private RawPeer hangingOnce(int after) throws IOException {
    return new RawPeer(
        (request, connection) -> {
          if (request.connection() > 1) {
            sendRest(request, connection);
            return;
          }
          sendHead(connection, 0);
          RawPeer.write(connection, Arrays.copyOf(video, after));
          connection.getInputStream().read();
        });
  }

  private void sendRest(RawPeer.Request request, Socket connection) throws IOException {
    int from = Integer.parseInt(request.header("Range").get(0).replaceAll("\\D", ""));
    sendHead(connection, from);
    RawPeer.write(connection, Arrays.copyOfRange(video, from, video.length));
    connection.close();
  }

  private void sendHead(Socket connection, int from) throws IOException {
    RawPeer.write(
        connection,
        "HTTP/1.1 %s\r\nETag: \"1\"\r\nContent-Length: %d\r\n\r\n"
            .formatted(
                from == 0
                    ? "200 OK"
                    : "206 Partial Content\r\nContent-Range: bytes %d-%d/%d"
                        .formatted(from, video.length - 1, video.length),
                video.length - from));
  }

  private void assertResumed(RawPeer host) {
    assertThat(part).hasBinaryContent(video);
    assertThat(host.requests()).hasSize(2);
    assertThat(host.requests().get(1).header("Range")).containsExactly("bytes=5000-");
  }

  private void fetch(URI link, Patience patience) throws IOException {
    DownloadRules rules =
        new DownloadRules(
            TestDownloads.links(),
            1 << 20,
            0,
            2,
            patience,
            Outbound.direct(),
            DownloadListener.NONE);
    try (Downloader downloader = new Downloader(rules, clock)) {
      downloader.fetch(link, part, bytes -> {});
    }
  }
}

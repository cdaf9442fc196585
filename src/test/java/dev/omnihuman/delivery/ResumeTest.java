package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What came once is not fetched again, and never put together with what it does not belong to. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class ResumeTest {

  private static final String ETAG = "\"v1\"";
  private static final String CHANGED = "Fri, 22 May 2026 13:19:23 GMT";

  private byte[] video;
  private byte[] other;
  private Path part;

  @BeforeEach
  void prepare(@TempDir Path folder) throws IOException {
    video = Videos.sample();
    other = Arrays.copyOf(video, video.length);
    other[video.length - 1] ^= 1;
    part = folder.resolve("job.1.part");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void should_go_on_at_once_where_a_download_broke_off(boolean reset) throws Exception {
    try (MediaHost host = new MediaHost(video, ETAG).cutsAfter(5_000, 3_000)) {
      if (reset) {
        host.resets();
      }
      assertBrings(video, host);

      assertThat(host.asked("Range")).containsExactly("", "bytes=5000-", "bytes=8000-");
      assertThat(host.asked("If-Range")).containsExactly("", ETAG, ETAG);
      assertThat(host.sent()).isEqualTo(video.length);
    }
  }

  @Test
  void should_leave_it_to_the_ledger_after_three_resumes_and_go_on_after_a_restart()
      throws Exception {
    try (MediaHost host = new MediaHost(video, ETAG).cutsAfter(1_000, 1_000, 1_000, 1_000)) {
      assertThatThrownBy(() -> fetch(host.uri("/a.mp4")))
          .isInstanceOf(DownloadException.BrokenOff.class)
          .hasMessageContaining("4000");
      assertThat(host.requests()).hasSize(4);

      assertBrings(video, host);
      assertThat(host.asked("Range")).endsWith("bytes=4000-");
      assertThat(host.sent()).isEqualTo(video.length);
    }
  }

  @Test
  void should_not_go_on_at_once_when_nothing_came() throws Exception {
    try (MediaHost host = new MediaHost(video, ETAG).cutsAfter(0)) {
      assertThatThrownBy(() -> fetch(host.uri("/a.mp4")))
          .isInstanceOf(DownloadException.BrokenOff.class);
      assertThat(host.requests()).hasSize(1);
    }
  }

  @Test
  void should_go_on_with_a_fresh_link_to_the_same_file() throws Exception {
    try (MediaHost host = brokenAt(9_000)) {
      assertBrings(video, host, "/a.mp4?signature=fresh");
      assertThat(host.asked("Range")).endsWith("bytes=9000-");
    }
  }

  @Test
  void should_begin_anew_with_a_link_to_another_file() throws Exception {
    try (MediaHost host = brokenAt(9_000)) {
      assertBrings(video, host, "/b.mp4");
      assertThat(host.asked("Range")).endsWith("");
    }
  }

  @Test
  void should_begin_anew_when_the_file_was_swapped() throws Exception {
    try (MediaHost host = new MediaHost(video, ETAG).cutsAfter(9_000).thenHolds(other, "\"v2\"")) {
      assertBrings(other, host);
      assertThat(host.sent()).isEqualTo(9_000 + video.length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"v1\"", "v1", "\"\""})
  void should_begin_anew_without_a_strong_validator(String etag) throws Exception {
    try (MediaHost host = new MediaHost(video, etag).cutsAfter(9_000)) {
      assertBrings(video, host);
      assertThat(host.asked("Range")).containsExactly("", "");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK\r\nETag: \"v1\"",
        "206 P\r\nETag: \"v1\"",
        "206 P\r\nETag: \"v2\"\r\nContent-Range: bytes 9000-%d/%d",
        "206 P\r\nETag: \"v1\"\r\nContent-Range: bytes 0-%d/%d",
        "206 P\r\nETag: \"v1\"\r\nContent-Range: bytes 8999-%d/%d",
        "206 P\r\nETag: \"v1\"\r\nContent-Range: bytes 9000-%1$d/9999999",
        "206 P\r\nETag: \"v1\"\r\nContent-Range: bytes 9000-9001/%2$d",
        "206 P\r\nETag: \"v1\"\r\nContent-Range: items 9000-%d/%d",
        "416 X\r\nContent-Range: bytes */9001",
        "416 X"
      })
  void should_begin_anew_when_the_answer_to_a_range_does_not_fit(String answer) throws Exception {
    String head = answer.formatted(video.length - 1, video.length);
    byte[] rest = Arrays.copyOfRange(video, 9_000, video.length);
    try (RawPeer host =
        new RawPeer(
            (request, connection) -> {
              boolean first = request.connection() == 1;
              boolean range = !request.header("Range").isEmpty();
              byte[] body = range && !head.startsWith("200") ? rest : video;
              String status = range ? head : "200 OK\r\nETag: " + ETAG;
              RawPeer.write(
                  connection,
                  "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n".formatted(status, body.length));
              RawPeer.write(connection, first ? Arrays.copyOf(body, 9_000) : body);
              connection.close();
            })) {
      assertThat(fetch(host.uri("/a.mp4")).sha256()).isEqualTo(sha256(video));
      assertThat(part).hasBinaryContent(video);
    }
  }

  @Test
  void should_verify_what_is_there_when_the_host_says_that_nothing_is_missing() throws Exception {
    byte[] size = (Integer.toHexString(video.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    try (RawPeer host =
        new RawPeer(
            (request, connection) -> {
              if (request.header("Range").isEmpty()) {
                RawPeer.write(
                    connection,
                    "HTTP/1.1 200 OK\r\nETag: \"v1\"\r\nTransfer-Encoding: chunked\r\n\r\n");
                RawPeer.write(connection, Videos.join(size, video)); // and no end
              } else {
                RawPeer.write(
                    connection,
                    "HTTP/1.1 416 X\r\nContent-Length: 0\r\nContent-Range: bytes */%d\r\n\r\n"
                        .formatted(video.length));
              }
              connection.close();
            })) {
      assertThat(fetch(host.uri("/a.mp4")).sha256()).isEqualTo(sha256(video));
      assertThat(host.requests()).hasSize(2);

      assertThat(fetch(host.uri("/a.mp4")).sha256()).isEqualTo(sha256(video));
      assertThat(host.requests()).as("whole, as its note says by now").hasSize(2);
    }
  }

  @Test
  void should_ask_for_nothing_when_all_came_before_a_crash() throws Exception {
    try (MediaHost host = new MediaHost(video, ETAG)) {
      assertBrings(video, host);
      assertBrings(video, host);
      assertThat(host.requests()).hasSize(1);
    }
  }

  @Test
  void should_not_go_on_with_what_a_power_cut_may_have_left() throws Exception {
    try (MediaHost host = brokenAt(9_000)) {
      changeNote("boot", "another", "flushed", "8000");
      assertBrings(video, host);
      assertThat(host.asked("Range")).endsWith("");
    }
  }

  @Test
  void should_go_on_after_a_power_cut_with_what_was_flushed() throws Exception {
    try (MediaHost host = brokenAt(9_000)) {
      changeNote("boot", "another");
      assertBrings(video, host);
      assertThat(host.asked("Range")).endsWith("bytes=9000-");
    }
  }

  @Test
  void should_go_on_after_a_kill_with_what_was_not_flushed() throws Exception {
    try (MediaHost host = brokenAt(9_000)) {
      changeNote("flushed", "0");
      assertBrings(video, host);
      assertThat(host.asked("Range")).endsWith("bytes=9000-");
    }
  }

  @Test
  void should_begin_anew_when_the_note_is_half_written() throws Exception {
    try (MediaHost host = brokenAt(9_000)) {
      Files.writeString(PartNote.beside(part), "{\"link\": \"");
      assertBrings(video, host);
      assertThat(host.asked("Range")).endsWith("");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK|<html>Sign in</html>",
        "200 OK\r\nContent-Encoding: gzip|xxxxxxxxxx",
        "503 X|later",
        "404 X|gone",
        "302 X\r\nLocation: https://elsewhere.example.com/|"
      })
  void should_keep_what_came_when_the_host_answers_something_else(String answer) throws Exception {
    String[] pieces = answer.split("\\|", 2);
    try (MediaHost host = brokenAt(9_000)) {
      try (RawPeer strange =
          new RawPeer(
              (request, connection) -> {
                RawPeer.write(connection, "HTTP/1.1 " + pieces[0] + "\r\n\r\n" + pieces[1]);
                connection.close();
              })) {
        // As if both were one host: the part and its note do not know of ports.
        pretendThatItIsOf(strange.uri("/a.mp4"));
        assertThatThrownBy(() -> fetch(strange.uri("/a.mp4")))
            .isInstanceOf(DownloadException.class);
      }
      pretendThatItIsOf(host.uri("/a.mp4"));
      assertBrings(video, host);
      assertThat(host.asked("Range")).endsWith("bytes=9000-");
    }
  }

  @Test
  void should_leave_a_file_alone_that_already_has_a_name_in_the_outbox() throws Exception {
    try (MediaHost host = brokenAt(9_000)) {
      Path published = Files.createLink(part.resolveSibling("clip.mp4"), part);
      host.holds(other, "\"v2\"");
      assertBrings(other, host);
      assertThat(published).hasBinaryContent(Arrays.copyOf(video, 9_000));
    }
  }

  @Test
  void should_keep_the_bytes_of_each_different_file_that_is_no_video() throws Exception {
    byte[] one = Videos.box("ftyp", "one");
    byte[] two = Videos.box("ftyp", "two");
    try (MediaHost host = new MediaHost(one, ETAG)) {
      assertUnverified(host);
      assertUnverified(host);
      host.holds(two, "\"v2\"");
      assertUnverified(host);
    }
    assertThat(part).doesNotExist();
    assertThat(part.resolveSibling(part.getFileName() + "." + sha256(one).substring(0, 16)))
        .hasBinaryContent(one);
    assertThat(part.resolveSibling(part.getFileName() + "." + sha256(two).substring(0, 16)))
        .hasBinaryContent(two);
  }

  private void assertUnverified(MediaHost host) {
    assertThatThrownBy(() -> fetch(host.uri("/a.mp4")))
        .isInstanceOf(DownloadException.Unverified.class)
        .hasMessageContaining("moov");
  }

  /** All within this step's resumes came, and then no more. */
  private MediaHost brokenAt(int size) throws IOException {
    MediaHost host = new MediaHost(video, ETAG).cutsAfter(size, 0);
    assertThatThrownBy(() -> fetch(host.uri("/a.mp4")))
        .isInstanceOf(DownloadException.BrokenOff.class);
    return host;
  }

  @Test
  void should_remember_after_a_restart_when_the_host_changed_the_file() throws Exception {
    try (MediaHost host = new MediaHost(video, ETAG).changedAt(CHANGED).cutsAfter(1, 1, 1, 1)) {
      assertThatThrownBy(() -> fetch(host.uri("/a.mp4")))
          .isInstanceOf(DownloadException.BrokenOff.class);

      FetchedFile fetched = fetch(host.uri("/a.mp4"));

      assertThat(fetched.modifiedAt()).isEqualTo(Instant.parse("2026-05-22T13:19:23Z"));
      assertThat(fetch(host.uri("/a.mp4"))).as("nothing is asked for").isEqualTo(fetched);
    }
  }

  private void pretendThatItIsOf(URI link) throws IOException {
    changeNote("link", PartNote.identity(link));
  }

  private void changeNote(String... fieldsAndValues) throws IOException {
    JsonMapper json = new JsonMapper();
    Path note = PartNote.beside(part);
    ObjectNode content = (ObjectNode) json.readTree(note.toFile());
    for (int i = 0; i < fieldsAndValues.length; i += 2) {
      content.put(fieldsAndValues[i], fieldsAndValues[i + 1]);
    }
    Files.writeString(note, content.toString());
  }

  private void assertBrings(byte[] expected, MediaHost host) throws Exception {
    assertBrings(expected, host, "/a.mp4");
  }

  private void assertBrings(byte[] expected, MediaHost host, String path) throws Exception {
    FetchedFile fetched = fetch(host.uri(path));
    assertThat(fetched)
        .isEqualTo(
            new FetchedFile(part, expected.length, sha256(expected), null, fetched.seconds()));
    assertThat(part).hasBinaryContent(expected);
  }

  /** As after a restart: nothing is remembered but what lies on the disk. */
  private FetchedFile fetch(URI link) throws IOException {
    try (Downloader downloader = new Downloader(TestDownloads.upTo(1 << 20), new TestClock())) {
      return downloader.fetch(link, part, bytes -> {});
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}

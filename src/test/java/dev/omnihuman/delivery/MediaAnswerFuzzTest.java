package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** A piece is put behind what is there only where it fits, whatever the head of an answer says. */
class MediaAnswerFuzzTest {

  private static final Instant NOW = Instant.parse("2026-05-22T13:17:32Z");
  private static final URI LINK = URI.create("https://pub-1.r2.dev/a.mp4");
  private static final String ETAG = "\"abc\"";
  private static final int SIZE = 100;
  private static final int LENGTH = 1000;
  private static final List<String> NAMES =
      List.of("Content-Range", "ETag", "Retry-After", "Content-Encoding");

  private static List<Part> parts;

  @BeforeAll
  static void begin_three_parts(@TempDir Path folder) throws IOException {
    Part ofKnownLength = Part.open(folder.resolve("a.part"), LINK);
    ofKnownLength.startOver(new MediaAnswer(0, LENGTH, LENGTH, ETAG, null));
    ofKnownLength.write(new byte[SIZE], SIZE);
    Part ofUnknownLength = Part.open(folder.resolve("b.part"), LINK);
    ofUnknownLength.startOver(new MediaAnswer(0, -1, -1, ETAG, null));
    ofUnknownLength.write(new byte[SIZE], SIZE);
    parts = List.of(ofKnownLength, ofUnknownLength, Part.open(folder.resolve("c.part"), LINK));
  }

  @AfterAll
  static void close_them() throws IOException {
    for (Part part : parts) {
      part.close();
    }
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "0 206\nbytes 100-999/1000\n\"abc\"",
            "0 206\nbytes 100-999/*\n\"abc\"",
            "0 206\nbytes 0-999/1000\n\"abc\"",
            "0 206\nbytes 100-99/1000\n\"abc\"",
            "0 206\nbytes 100-1000/1000\n\"abc\"",
            "0 206\nbytes 100-999/1000\n\"other\"",
            "0 206\nbytes 999999999999999999-999999999999999999/999999999999999999",
            "0 206\nbytes 99999999999999999999-1/2",
            "0 206\nmultipart",
            "0 206",
            "1 206\nbytes 100-199/200\n\"abc\"",
            "1 206\nbytes 100-199/*",
            "2 206\nbytes 0-9/10\n\"abc\"",
            "0 416\nbytes */100\n\"abc\"",
            "0 416\nbytes */99",
            "2 416\nbytes */0",
            "2 200\n\n\"abc\"",
            "2 200\n\nW/\"abc\"",
            "2 200\n\n\"\"",
            "2 200\n\n\"a\"b\"",
            "2 200\n\n\"abc\"\n\ngzip",
            "2 503\n\n\n30",
            "2 429\n\n\nFri, 22 May 2026 13:20:00 GMT",
            "2 403",
            "2 302")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A digit for the part, the status, and in a line each the headers by {@link #NAMES}. */
  @MethodSource("seeds")
  @FuzzTest
  void goes_on_only_where_it_fits(byte[] input) throws IOException {
    String[] lines = new String(input, StandardCharsets.ISO_8859_1).split("\n", -1);
    if (!lines[0].matches("[0-2] [2-5][0-9]{2}")) {
      return;
    }
    Part part = parts.get(lines[0].charAt(0) - '0');
    int status = Integer.parseInt(lines[0].substring(2));

    MediaAnswer answer;
    try {
      answer = MediaAnswer.of(response(status, lines), part, NOW);
    } catch (DownloadException.Busy e) {
      assertThat(e.waitFor()).isBetween(Duration.ofSeconds(1), Duration.ofHours(1));
      return;
    } catch (DownloadException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }

    assertThat(answer.from()).isIn(0L, part.size());
    if (answer.etag() != null) {
      assertThat(answer.etag()).matches("\"[\\x21\\x23-\\x7e\\x80-\\xff]+\"");
    }
    if (status == 200) {
      assertThat(answer.isWholeFile()).isTrue();
      return;
    }
    assertThat(part.etag()).isNotNull().isEqualTo(answer.etag());
    assertThat(answer.from()).isEqualTo(part.size());
    assertThat(answer.end()).isGreaterThanOrEqualTo(answer.from());
    assertThat(answer.bringsNothing()).isEqualTo(status == 416);
    if (answer.total() >= 0) {
      assertThat(answer.end()).isLessThanOrEqualTo(answer.total());
    }
    if (part.length() >= 0 && status == 206) {
      assertThat(answer.total()).isEqualTo(part.length());
    }
  }

  private static ClassicHttpResponse response(int status, String[] lines) {
    ClassicHttpResponse response = new BasicClassicHttpResponse(status);
    response.setEntity(new ByteArrayEntity(new byte[LENGTH - SIZE], null));
    for (int n = 0; n < NAMES.size() && n + 1 < lines.length; n++) {
      if (!lines[n + 1].isEmpty()) {
        response.setHeader(NAMES.get(n), lines[n + 1]);
      }
    }
    return response;
  }
}

package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a Retry-After says, a lane waits from 1 s to 1 h, or as long as without it. */
class RetryAfterFuzzTest {

  private static final Instant NOW = Instant.parse("2026-05-22T13:17:32.110Z");

  static Stream<byte[]> seeds() {
    return Stream.of(
            "0",
            "120",
            " 7 ",
            "-1",
            "1e9",
            "99999999999999999999",
            "\u0661\u0662",
            "Fri, 22 May 2026 13:20:00 GMT",
            "Fri, 22 May 2026 13:20:00 +0200",
            "22 May 2026 13:20 GMT",
            "Fri, 22 May 9999 23:59:60 GMT",
            "Thu, 01 Jan 0000 00:00:00 GMT",
            "Friday, 22-May-26 13:20:00 GMT",
            "Fri May 22 13:20:00 2026",
            "soon")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void is_from_a_second_to_an_hour_or_unknown(byte[] input) {
    for (String header :
        new String[] {
          new String(input, StandardCharsets.UTF_8), new String(input, StandardCharsets.ISO_8859_1)
        }) {
      Duration wait = RetryAfter.parse(header, NOW);

      if (wait != null) {
        assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofHours(1));
      }
      if (header.matches("[0-9]+")) {
        assertThat(wait).isNotNull();
      }
    }
  }
}

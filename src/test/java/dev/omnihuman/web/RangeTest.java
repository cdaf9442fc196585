package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which piece of a file of 1,000 bytes a header asks for. */
class RangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-, 0, 1000, bytes 0-999/1000",
    "bytes=0-0, 0, 1, bytes 0-0/1000",
    "bytes=10-19, 10, 10, bytes 10-19/1000",
    "bytes=999-, 999, 1, bytes 999-999/1000",
    "bytes=990-5000, 990, 10, bytes 990-999/1000",
    "bytes=-100, 900, 100, bytes 900-999/1000",
    "bytes=-5000, 0, 1000, bytes 0-999/1000",
    "BYTES=5-6, 5, 2, bytes 5-6/1000"
  })
  void a_piece_is_found(String header, long from, long length, String answer) {
    Range range = Range.of(header, 1000).orElseThrow();

    assertThat(range).isEqualTo(new Range(from, length));
    assertThat(range.inFileOf(1000)).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=1000-", "bytes=1000-1001", "bytes=999999999999999999-", "bytes=-0"})
  void a_piece_that_is_not_there_is_empty(String header) {
    Range range = Range.of(header, 1000).orElseThrow();

    assertThat(range.isEmpty()).isTrue();
    assertThat(range.inFileOf(1000)).isEqualTo("bytes */1000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=",
        "bytes=-",
        "bytes=5-4",
        "bytes=0-1,5-6",
        "lines=0-1",
        "bytes=a-b",
        "bytes=1",
        "bytes=9999999999999999999999-"
      })
  void what_is_not_understood_asks_for_the_whole(String header) {
    assertThat(Range.of(header, 1000)).isEmpty();
    assertThat(Range.of(null, 1000)).isEmpty();
  }
}

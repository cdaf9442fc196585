package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

  @ParameterizedTest
  @CsvSource({"7, 7", "' 7 ', 7", "007, 7", "3600, 3600", "1, 1"})
  void should_read_seconds(String header, long seconds) {
    assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void should_wait_out_the_second_that_a_date_names() {
    assertThat(RetryAfter.parse("Sun, 06 Nov 1994 08:49:37 GMT", NOW))
        .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00000", "Sun, 06 Nov 1994 08:48:00 GMT"})
  void should_wait_one_second_when_less_is_asked_or_the_date_is_past(String header) {
    assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3601",
        "999999999",
        "9999999999",
        "99999999999999999999999999",
        "Mon, 06 Nov 1995 08:49:37 GMT"
      })
  void should_wait_one_hour_when_more_is_asked(String header) {
    assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "soon", "-5", "1.5", "7 s", "0x10", "٣", "1994-11-06T08:49:37Z"})
  void should_say_nothing_when_the_header_is_junk(String header) {
    assertThat(RetryAfter.parse(header, NOW)).isNull();
  }

  @Test
  void should_say_nothing_when_there_is_no_header() {
    assertThat(RetryAfter.parse(null, NOW)).isNull();
  }
}

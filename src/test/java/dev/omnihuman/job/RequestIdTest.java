package dev.omnihuman.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "7", "omni_2026-05.22", "A-b_c.d", "x.", "0194a5c2-7b1e-7c3d"})
  void should_be_valid(String id) {
    assertThat(RequestId.isValid(id)).isTrue();
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        " ",
        "a b",
        ".a",
        "-a",
        "_a",
        "a..b",
        "..",
        "a/b",
        "a\\b",
        "a%2fb",
        "a?b",
        "a#b",
        "a;b",
        "a:b",
        "a@b",
        "a\n",
        "\na",
        "é",
        "a\u0000",
        "{{env:KEY}}",
        "${body}"
      })
  void should_not_be_valid(String id) {
    assertThat(RequestId.isValid(id)).isFalse();
  }

  @Test
  void should_be_valid_up_to_200_characters() {
    assertThat(RequestId.isValid("a".repeat(200))).isTrue();
    assertThat(RequestId.isValid("a".repeat(201))).isFalse();
  }
}

package dev.omnihuman.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

  @TempDir Path folder;

  private String file(String text) throws Exception {
    return Files.writeString(folder.resolve("token"), text).toString();
  }

  @Test
  void should_be_read_from_its_file_and_never_printed() throws Exception {
    BearerToken token = BearerToken.find(file(" canary\n"));

    assertThat(token.isThere()).isTrue();
    assertThat(token.onTheWire()).isEqualTo("Bearer canary");
    assertThat(token).asString().doesNotContain("canary");
  }

  @Test
  void should_be_read_again_when_its_file_has_changed() throws Exception {
    BearerToken token = BearerToken.find(file("first"));
    file("second");

    token.reread();

    assertThat(token.onTheWire()).isEqualTo("Bearer second");
  }

  @Test
  void should_stay_in_use_when_its_file_cannot_be_read_any_more() throws Exception {
    BearerToken token = BearerToken.find(file("first"));
    Files.delete(folder.resolve("token"));

    assertThatThrownBy(token::reread).isInstanceOf(SettingsException.class);

    assertThat(token.onTheWire()).isEqualTo("Bearer first");
  }

  @Test
  void should_not_be_there_without_a_file() {
    BearerToken token = BearerToken.find("");

    token.reread();

    assertThat(token.isThere()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "two words", "line\nbreak", "umläut"})
  void should_be_a_headers_value(String text) throws Exception {
    String file = file(text);

    assertThatThrownBy(() -> BearerToken.find(file))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("omnihuman.notify.token-file");
  }
}

package dev.omnihuman.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

  @TempDir Path folder;
  private String file;

  @BeforeEach
  void writeKeyFile() throws IOException {
    file = Files.writeString(folder.resolve("key"), "of-the-file\n").toString();
  }

  @Test
  void should_prefer_the_variable_to_the_file() {
    assertThat(ApiKey.find(file, Map.of("PIXAZO_API_KEY", " of-the-variable ")).onTheWire())
        .isEqualTo("of-the-variable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void should_look_into_the_file_when_the_variable_is_empty(String variable) {
    assertThat(ApiKey.find(file, Map.of("PIXAZO_API_KEY", variable)).onTheWire())
        .isEqualTo("of-the-file");
    assertThat(ApiKey.find(file, Map.of()).onTheWire()).isEqualTo("of-the-file");
  }

  @Test
  void should_name_both_places_where_a_key_may_be_when_it_is_in_neither() {
    assertThatThrownBy(() -> ApiKey.find("", Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("PIXAZO_API_KEY", "omnihuman.gateway.api-key-file");
  }

  @Test
  void should_name_a_file_that_cannot_be_read() {
    for (String file : new String[] {folder.resolve("gone").toString(), "no\0path"}) {
      assertThatThrownBy(() -> ApiKey.find(file, Map.of()))
          .isInstanceOf(SettingsException.class)
          .hasMessageContainingAll("omnihuman.gateway.api-key-file", file);
    }
  }

  @Test
  void should_refuse_an_empty_file() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));

    assertThatThrownBy(() -> ApiKey.find(empty.toString(), Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"top secret", "top\nsecret", "top\u00e9secret", "top\u0000secret"})
  void should_refuse_what_cannot_stand_in_a_header_and_not_repeat_it(String key) {
    Throwable refusal = catchThrowable(() -> ApiKey.find("", Map.of("PIXAZO_API_KEY", key)));

    assertThat(refusal).isInstanceOf(SettingsException.class);
    assertThat(refusal).message().contains("header").doesNotContain("top").doesNotContain("secret");
  }

  @Test
  void should_not_print_itself() {
    assertThat(ApiKey.ofSimulator("secret-7")).hasToString("ApiKey[****]");
    assertThat("" + ApiKey.find(file, Map.of())).doesNotContain("of-the-file");
  }
}

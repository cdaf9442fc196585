package dev.omnihuman.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {

  @TempDir Path folder;

  @Test
  void should_read_what_stands_in_it_without_the_space_around() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "\n canary \r\n");

    assertThat(SecretFile.read("omnihuman.a.file", file.toString())).isEqualTo("canary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none/here", "no\0path", "/"})
  void should_name_setting_and_file_when_it_cannot_be_read(String file) {
    assertThatThrownBy(() -> SecretFile.read("omnihuman.a.file", file))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.a.file", file, "cannot be read");
  }
}

package dev.omnihuman.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PropertyFilesTest {

  @TempDir Path folder;
  private final Map<String, String> unknown = new HashMap<>();

  @Test
  void should_know_the_default_of_every_key_without_any_file() {
    PropertyFiles properties = PropertyFiles.load(null, Map.of());

    assertThat(properties.get("omnihuman.poll.interval")).isEqualTo("5s");
    assertThat(properties.isSet("omnihuman.poll.interval")).isFalse();
    assertThat(properties.all()).containsKeys("omnihuman.home", "camel.main.name");
  }

  @Test
  void should_take_another_default_only_where_nobody_sets_a_value() throws IOException {
    Map<String, String> other = Map.of("omnihuman.http.port", "0");
    Path file = Files.writeString(folder.resolve("own.properties"), "omnihuman.http.port=8080");

    assertThat(PropertyFiles.load(other, null, Map.of()).get("omnihuman.http.port")).isEqualTo("0");
    assertThat(PropertyFiles.load(other, null, Map.of()).isSet("omnihuman.http.port")).isFalse();
    assertThat(PropertyFiles.load(other, file, Map.of()).get("omnihuman.http.port"))
        .as("set to what is the default elsewhere")
        .isEqualTo("8080");
    assertThat(
            PropertyFiles.load(other, null, Map.of("OMNIHUMAN_HTTP_PORT", "8080"))
                .get("omnihuman.http.port"))
        .isEqualTo("8080");
  }

  @Test
  void should_let_a_file_override_a_default() throws IOException {
    PropertyFiles properties = load("omnihuman.poll.interval = 7s \n", Map.of());

    assertThat(properties.get("omnihuman.poll.interval")).isEqualTo("7s");
    assertThat(properties.isSet("omnihuman.poll.interval")).isTrue();
    assertThat(properties.get("omnihuman.home")).isEqualTo("./data");
    assertThat(unknown).isEmpty();
  }

  @Test
  void should_let_the_environment_override_a_file() throws IOException {
    PropertyFiles properties =
        load("omnihuman.poll.interval=7s", Map.of("OMNIHUMAN_POLL_INTERVAL", "9s"));

    assertThat(properties.get("omnihuman.poll.interval")).isEqualTo("9s");
    assertThat(unknown).isEmpty();
  }

  @Test
  void should_write_dots_and_dashes_of_a_key_as_underscores_in_its_variable() throws IOException {
    assertThat(PropertyFiles.variable("omnihuman.gateway.base-url"))
        .isEqualTo("OMNIHUMAN_GATEWAY_BASE_URL");
    assertThat(
            load("", Map.of("OMNIHUMAN_GATEWAY_BASE_URL", "https://other.example"))
                .get("omnihuman.gateway.base-url"))
        .isEqualTo("https://other.example");
  }

  @Test
  void should_give_each_key_a_variable_of_its_own() {
    assertThat(PropertyFiles.load(null, Map.of()).all().keySet())
        .extracting(PropertyFiles::variable)
        .doesNotHaveDuplicates();
  }

  @Test
  void should_report_an_unknown_key_in_a_file_with_the_nearest_known_one() throws IOException {
    PropertyFiles properties = load("omnihuman.pol.intervall=7s", Map.of());

    assertThat(unknown).containsOnly(entry("omnihuman.pol.intervall", "omnihuman.poll.interval"));
    assertThat(properties.all()).doesNotContainKey("omnihuman.pol.intervall");
    assertThat(properties.get("omnihuman.poll.interval")).isEqualTo("5s");
  }

  @Test
  void should_report_an_unknown_variable_with_the_nearest_known_one() throws IOException {
    load("", Map.of("OMNIHUMAN_GATEWAY_BASEURL", "https://other.example", "HOME", "/root"));

    assertThat(unknown)
        .containsOnly(entry("OMNIHUMAN_GATEWAY_BASEURL", "OMNIHUMAN_GATEWAY_BASE_URL"));
  }

  @Test
  void should_hand_on_the_keys_of_others_without_a_word() throws IOException {
    PropertyFiles properties = load("camel.main.tracing=true\nmine=1", Map.of());

    assertThat(properties.get("camel.main.tracing")).isEqualTo("true");
    assertThat(properties.get("mine")).isEqualTo("1");
    assertThat(unknown).isEmpty();
  }

  @Test
  void should_take_empty_text_for_a_value() throws IOException {
    PropertyFiles properties = load("omnihuman.download.allowed-hosts=", Map.of());

    assertThat(properties.get("omnihuman.download.allowed-hosts")).isEmpty();
    assertThat(properties.isSet("omnihuman.download.allowed-hosts")).isTrue();
  }

  @Test
  void should_fix_some_settings_for_a_command() {
    PropertyFiles before = PropertyFiles.load(null, Map.of());

    PropertyFiles fixed = before.with(Map.of("omnihuman.home", "/srv/demo"));

    assertThat(fixed.get("omnihuman.home")).isEqualTo("/srv/demo");
    assertThat(fixed.isSet("omnihuman.home")).isTrue();
    assertThat(before.get("omnihuman.home")).isEqualTo("./data");
  }

  @Test
  void should_name_a_file_that_cannot_be_read() {
    Path gone = folder.resolve("gone.properties");

    assertThatThrownBy(() -> PropertyFiles.load(gone, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(gone.toString());
  }

  @Test
  void should_name_a_file_that_is_no_properties_file() {
    assertThatThrownBy(() -> load("omnihuman.home=C:\\users", Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("application.properties");
  }

  @Test
  void should_refuse_to_be_asked_for_a_key_that_nobody_documented() {
    assertThatThrownBy(() -> PropertyFiles.load(null, Map.of()).get("omnihuman.secret.switch"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("omnihuman.secret.switch");
  }

  private PropertyFiles load(String text, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("application.properties"), text);
    return PropertyFiles.load(file, environment, unknown::put);
  }
}

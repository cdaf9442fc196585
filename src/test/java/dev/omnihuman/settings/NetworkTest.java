package dev.omnihuman.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

  private static final String PROXY = "omnihuman.proxy.url";
  private static final String USER = "omnihuman.proxy.user";
  private static final String PASSWORD = "omnihuman.proxy.password-file";

  @TempDir Path folder;

  @Test
  void should_go_straight_unless_told_otherwise() {
    assertThat(with(Map.of())).isEqualTo(Network.plain());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://proxy.example.com:3128", "HTTP://proxy.example.com:3128/"})
  void should_read_host_and_port_of_the_proxy(String url) {
    assertThat(with(Map.of(PROXY, url)).proxy())
        .isEqualTo(new Network.Proxy("proxy.example.com", 3128, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example.com:3128",
        "https://proxy.example.com:3128",
        "socks5://proxy.example.com:1080",
        "http://proxy.example.com",
        "http://:3128",
        "http://proxy.example.com:0",
        "http://proxy.example.com:65536",
        "http://proxy.example.com:3128/path",
        "http://proxy.example.com:3128?a=b",
        "http://proxy example.com:3128"
      })
  void should_take_host_and_port_of_the_proxy_alone(String url) {
    assertThatThrownBy(() -> with(Map.of(PROXY, url)))
        .isInstanceOf(SettingsException.class)
        .hasMessage("omnihuman.proxy.url: found \"%s\", allowed: http://HOST:PORT", url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://robot:secret@proxy.example.com:3128", "http://robot:secret@ x:1"})
  void should_refuse_a_password_in_the_url_without_repeating_it(String url) {
    assertThatThrownBy(() -> with(Map.of(PROXY, url)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(PROXY)
        .hasMessageNotContaining("secret");
  }

  @Test
  void should_read_the_password_from_its_file_and_not_print_it() throws Exception {
    Network.Proxy proxy =
        with(Map.of(PROXY, "http://p:1", USER, "robot", PASSWORD, file("pass word\n"))).proxy();

    assertThat(proxy.user().name()).isEqualTo("robot");
    assertThat(proxy.user().password()).isEqualTo("pass word".toCharArray());
    assertThat(proxy.toString()).contains("robot").doesNotContain("pass word");
  }

  @Test
  void should_want_user_and_password_file_together_and_a_proxy_with_them() throws Exception {
    String file = file("secret");
    assertThatThrownBy(() -> with(Map.of(PROXY, "http://p:1", USER, "robot")))
        .hasMessageContaining(PASSWORD + " is empty");
    assertThatThrownBy(() -> with(Map.of(PROXY, "http://p:1", PASSWORD, file)))
        .hasMessageContaining(USER + " is empty");
    assertThatThrownBy(() -> with(Map.of(USER, "robot", PASSWORD, file)))
        .hasMessageContaining(PROXY + " is not");
    assertThatThrownBy(() -> with(Map.of(PROXY, "http://p:1", USER, "ro:bot", PASSWORD, file)))
        .hasMessageContaining(USER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "one\ntwo"})
  void should_refuse_a_password_file_that_holds_no_password(String text) throws Exception {
    String file = file(text);
    assertThatThrownBy(() -> with(Map.of(PROXY, "http://p:1", USER, "robot", PASSWORD, file)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(PASSWORD, file)
        .hasMessageNotContaining("two");
  }

  @Test
  void should_name_a_file_that_cannot_be_read() {
    String missing = folder.resolve("missing").toString();
    assertThatThrownBy(() -> with(Map.of("omnihuman.tls.ca-file", missing)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.tls.ca-file", missing, "NoSuchFile");
    assertThatThrownBy(() -> with(Map.of(PROXY, "http://p:1", USER, "robot", PASSWORD, missing)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(PASSWORD, missing, "NoSuchFile");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "-----BEGIN PRIVATE KEY-----\nMAo=\n-----END PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE-----\nMAo=\n-----END CERTIFICATE-----\n"
      })
  void should_refuse_a_file_without_certificates(String text) throws Exception {
    String file = file(text);
    assertThatThrownBy(() -> with(Map.of("omnihuman.tls.ca-file", file)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.tls.ca-file", file, "BEGIN CERTIFICATE");
  }

  private String file(String text) throws Exception {
    return Files.writeString(folder.resolve("file"), text).toString();
  }

  private static Network with(Map<String, String> values) {
    Map<String, String> environment = new HashMap<>();
    values.forEach((key, value) -> environment.put(PropertyFiles.variable(key), value));
    return Settings.of(PropertyFiles.load(null, environment)).network();
  }
}

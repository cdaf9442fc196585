package dev.omnihuman.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.Price;
import dev.omnihuman.job.Topic;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final String BASE_URL = "omnihuman.gateway.base-url";

  @Test
  void should_have_working_defaults() {
    Settings settings = with(Map.of());

    Path home = Path.of("data").toAbsolutePath();
    assertThat(settings.folders())
        .isEqualTo(
            new Folders(
                home,
                home.resolve("inbox"),
                home.resolve("outbox"),
                new Folders.Filed(
                    home.resolve("working"),
                    home.resolve("done"),
                    home.resolve("failed"),
                    home.resolve("rejected"))));
    assertThat(settings.gateway())
        .isEqualTo(new Settings.Gateway(URI.create("https://gateway.pixazo.ai"), false, ""));
    assertThat(settings.status().interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.pace().lease()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.pace().batchMaxWait()).isEqualTo(Duration.ofHours(24));
    assertThat(settings.submit().gateDelays().trialDelays())
        .containsExactly(Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(60));
    assertThat(settings.download().allowedHosts()).containsExactly("*.r2.dev", "gateway.pixazo.ai");
    assertThat(settings.download().maxSize()).isEqualTo(4L << 30);
    assertThat(settings.download().maxRate()).isZero();
    assertThat(settings.download().minFree()).isEqualTo(2L << 30);
    assertThat(settings.signs())
        .isEqualTo(
            new Settings.Signs(
                new Settings.Notify(
                    null,
                    EnumSet.of(
                        Topic.JOB_FAILED,
                        Topic.JOB_IN_DOUBT,
                        Topic.GATE_SHUT,
                        Topic.GATE_OPENED,
                        Topic.BATCH_DONE),
                    "",
                    Duration.ofSeconds(10),
                    null,
                    null),
                false));
    assertThat(settings.price()).isEqualTo(new Price(null, null, "USD"));
  }

  @Test
  void should_take_prices_to_the_last_digit() {
    Settings settings =
        with(
            Map.of(
                "omnihuman.price.per-second", "0.160000001",
                "omnihuman.price.per-video", "0",
                "omnihuman.price.currency", "EUR"));
    assertThat(settings.price())
        .isEqualTo(new Price(new BigDecimal("0.160000001"), BigDecimal.ZERO, "EUR"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "omnihuman.poll.interval            | 0s            | 500ms, 5s, 1m, 24h",
        "omnihuman.poll.interval            | -5s           | 500ms, 5s, 1m, 24h",
        "omnihuman.poll.interval            | 5             | 500ms, 5s, 1m, 24h",
        "omnihuman.price.per-second         | 0,16          | a decimal number such as 0.16",
        "omnihuman.price.per-video          | -1            | a decimal number such as 0.16",
        "omnihuman.price.currency           | euro          | three capital letters",
        "omnihuman.poll.interval            | 5 seconds     | 500ms, 5s, 1m, 24h",
        "omnihuman.poll.interval            | 1.5s          | 500ms, 5s, 1m, 24h",
        "omnihuman.poll.interval            | ''            | 500ms, 5s, 1m, 24h",
        "omnihuman.poll.interval            | 999999999999d | 500ms, 5s, 1m, 24h",
        "omnihuman.intake.settle-time       | soon          | 500ms, 5s, 1m, 24h",
        "omnihuman.intake.scan-interval     | 250           | 500ms, 5s, 1m, 24h",
        "omnihuman.ledger.lease             | 2M            | 500ms, 5s, 1m, 24h",
        "omnihuman.ledger.tick              | 0ms           | 500ms, 5s, 1m, 24h",
        "omnihuman.batch.max-wait           | never         | 500ms, 5s, 1m, 24h",
        "omnihuman.simulator.queued         | 0s            | 500ms, 5s, 1m, 24h",
        "omnihuman.simulator.processing     | x             | 500ms, 5s, 1m, 24h",
        "omnihuman.download.max-size        | 0GiB          | 64KiB, 2GiB",
        "omnihuman.download.max-size        | 4GB           | 64KiB, 2GiB",
        "omnihuman.download.max-size        | 4             | 64KiB, 2GiB",
        "omnihuman.download.max-rate        | 10            | 64KiB, 2GiB",
        "omnihuman.download.max-rate        | 10Mbit        | 64KiB, 2GiB",
        "omnihuman.download.max-size        | 99999999TiB   | 64KiB, 2GiB",
        "omnihuman.disk.min-free            | 2GB           | 64KiB, 2GiB",
        "omnihuman.notify.events            | doubt         | accepted, submitted, delivered, failed, in-doubt, abandoned, gates, batch",
        "omnihuman.notify.drain-wait        | soon          | 500ms, 5s, 1m, 24h",
        "omnihuman.folders.status           | true          | off, on",
        "omnihuman.submit.concurrency       | 0             | from 1 to 1000",
        "omnihuman.submit.concurrency       | 1001          | from 1 to 1000",
        "omnihuman.poll.concurrency         | -1            | from 1 to 1000",
        "omnihuman.poll.max-rate            | 100/s         | from 0 to 100000",
        "omnihuman.poll.max-rate            | ''            | from 0 to 100000",
        "omnihuman.download.concurrency     | four          | from 1 to 1000",
        "omnihuman.download.concurrency     | 99999999999   | from 1 to 1000",
        "omnihuman.simulator.port           | 65536         | from 0 to 65535",
        "omnihuman.allow-http               | yes           | true or false",
        "omnihuman.allow-http               | TRUE          | true or false",
        "omnihuman.gateway.submit-path      | submit        | a path such as",
        "omnihuman.gateway.submit-path      | /a?b=c        | a path such as",
        "omnihuman.gateway.status-path      | /v2/          | a path such as",
        "omnihuman.gateway.status-path      | /{{env:KEY}}  | a path such as",
        "omnihuman.ledger.url               | jdbc:h2:mem:x | jdbc:postgresql://HOST:PORT/DATABASE",
        "omnihuman.node.name                | two words | up to 64 letters, digits",
        "omnihuman.node.lease               | 20s | three times omnihuman.node.beat",
        "omnihuman.folders.recursive        | yes           | true or false",
        "omnihuman.output.name              | clip          | {name}, {manifest}, {date}",
        "omnihuman.output.name              | {nmae}        | a brace is left",
        "omnihuman.output.name              | a/{name}      | it holds",
        "omnihuman.output.checksum          | md5           | off, sha256",
        "omnihuman.output.done-marker       | .done         | true or false",
        "omnihuman.output.times             | now           | arrival, remote"
      })
  void should_name_key_value_and_what_is_allowed(String key, String value, String allowed) {
    assertThatThrownBy(() -> with(Map.of(key, value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(key + ": found \"" + value + "\"", "allowed: ", allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",5m", "5m,,15m", "5m;15m", "5m,never"})
  void should_need_a_duration_at_each_place_of_a_list(String value) {
    assertThatThrownBy(() -> with(Map.of("omnihuman.gate.trial-delays", value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.gate.trial-delays", "500ms, 5s, 1m, 24h");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gateway.pixazo.ai",
        "ftp://gateway.pixazo.ai",
        "file:/etc/passwd",
        "https://",
        "https:///v2",
        "https://user:secret@gateway.pixazo.ai",
        "https://gateway.pixazo.ai/v2",
        "https://gateway.pixazo.ai//",
        "https://gateway.pixazo.ai?key=1",
        "https://gateway.pixazo.ai/#top",
        "https://gateway pixazo.ai",
        "https://gateway.pixazo.ai:65536",
        "https://gateway.pixazo.ai:port"
      })
  void should_take_scheme_host_and_port_of_the_gateway_alone(String url) {
    assertThatThrownBy(() -> with(Map.of(BASE_URL, url)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(BASE_URL + ": found \"" + url + "\"", "https://HOST:PORT");
  }

  @ParameterizedTest
  @CsvSource({
    "https://gateway.pixazo.ai/, https://gateway.pixazo.ai",
    "HTTPS://gateway.pixazo.ai:8443, https://gateway.pixazo.ai:8443",
    "https://[2001:db8::1]:8443, https://[2001:db8::1]:8443"
  })
  void should_read_the_origin_of_the_gateway(String url, String origin) {
    assertThat(with(Map.of(BASE_URL, url)).gateway().baseUrl()).isEqualTo(URI.create(origin));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:8089", "http://127.0.0.1", "http://[::1]:8089"})
  void should_take_plain_http_to_a_loopback_address_where_it_is_allowed(String url) {
    assertThat(with(Map.of(BASE_URL, url, "omnihuman.allow-http", "true")).gateway().baseUrl())
        .isEqualTo(URI.create(url));
    assertThatThrownBy(() -> with(Map.of(BASE_URL, url)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(BASE_URL, url, "omnihuman.allow-http=true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://192.0.2.1", "http://0.0.0.0:80", "http://[2001:db8::1]"})
  void should_never_take_plain_http_to_another_machine(String url) {
    assertThatThrownBy(() -> with(Map.of(BASE_URL, url, "omnihuman.allow-http", "true")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(BASE_URL, url, "loopback");
  }

  @Test
  void should_add_the_gateways_own_host_to_those_of_downloads() {
    assertThat(
            with(Map.of("omnihuman.download.allowed-hosts", " Media.Example.com ,, *.r2.dev "))
                .download()
                .allowedHosts())
        .containsExactly("media.example.com", "*.r2.dev", "gateway.pixazo.ai");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "*.", "a.*.com", "https://a.com", "a.com/x", "a.com:80", "a b", "-a"})
  void should_take_host_names_for_downloads_alone(String host) {
    assertThatThrownBy(() -> with(Map.of("omnihuman.download.allowed-hosts", "ok.com," + host)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(
            "omnihuman.download.allowed-hosts: found \"" + host + "\"", "*.example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"./data", ""})
  void should_refuse_an_inbox_without_a_home_of_its_own(String home) {
    assertThatThrownBy(
            () -> with(Map.of("omnihuman.folders.inbox", "/srv/drop", "omnihuman.home", home)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.folders.inbox", "omnihuman.home", "paid again");
  }

  @Test
  void should_put_the_filed_folders_beside_the_inbox_and_the_outbox_under_the_home() {
    Folders folders =
        with(Map.of("omnihuman.folders.inbox", "/srv/share/in", "omnihuman.home", "/srv/home"))
            .folders();

    assertThat(folders.bySetting().values())
        .extracting(Path::toString)
        .containsExactly(
            "/srv/home",
            "/srv/share/in",
            "/srv/share/working",
            "/srv/home/outbox",
            "/srv/share/done",
            "/srv/share/failed",
            "/srv/share/rejected");
  }

  @Test
  void should_put_each_folder_where_its_key_says() {
    Folders folders = with(Map.of("omnihuman.folders.failed", "/srv/a/../failed")).folders();

    assertThat(folders.filed().failed()).isEqualTo(Path.of("/srv/failed"));
  }

  /** As the environment sets them. */
  private static Settings with(Map<String, String> values) {
    Map<String, String> environment = new HashMap<>();
    values.forEach((key, value) -> environment.put(PropertyFiles.variable(key), value));
    return Settings.of(PropertyFiles.load(null, environment));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hooks.example.com",
        "https://hooks.example.com:8443/a/b?key=c",
        "http://127.0.0.1:9999/x",
        "http://localhost/x",
        "http://[::1]:9999/"
      })
  void should_tell_a_receiver_by_https_or_on_this_machine(String url) {
    Settings settings = with(Map.of("omnihuman.notify.url", url));

    assertThat(settings.signs().receiver().url()).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example.com/canary",
        "http://192.168.1.7/canary",
        "https://user:canary@hooks.example.com/",
        "https://hooks.example.com/canary#x",
        "https:///canary",
        "ftp://hooks.example.com/canary",
        "hooks.example.com/canary",
        "https://hooks.example.com:99999/canary",
        "https://hooks.example.com/can ary"
      })
  void should_refuse_any_other_receiver_without_telling_its_secret(String url) {
    assertThatThrownBy(() -> with(Map.of("omnihuman.notify.url", url)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("omnihuman.notify.url")
        .hasMessageContaining("https://HOST")
        .hasMessageNotContaining("canary");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:9092", "a.example.com:9092, b-1.example.com:9093", "[::1]:9092"})
  void should_take_brokers_of_kafka(String brokers) {
    Settings settings =
        with(
            Map.of(
                "omnihuman.notify.kafka.brokers", brokers,
                "omnihuman.intake.kafka.brokers", brokers));

    assertThat(settings.signs().receiver().kafka()).isNotNull();
    assertThat(settings.messages().kafka()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "http://host:9092", "host:9092,", "host:9092?ssl=true"})
  void should_refuse_what_is_no_broker_of_kafka(String brokers) {
    assertThatThrownBy(() -> with(Map.of("omnihuman.notify.kafka.brokers", brokers)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.notify.kafka.brokers", brokers, "HOST:PORT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host:61616",
        "vm://0",
        "tcp://host:61616?user=me&password=canary",
        "tcp://host:61616?sslEnabled=true&trustStorePassword=canary"
      })
  void should_refuse_an_address_of_jms_with_a_secret_in_it_and_not_repeat_it(String url) {
    assertThatThrownBy(() -> with(Map.of("omnihuman.intake.jms.url", url)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("omnihuman.intake.jms.url")
        .hasMessageNotContaining("canary");
  }

  @Test
  void should_want_user_and_password_of_jms_together() {
    assertThatThrownBy(
            () ->
                with(
                    Map.of(
                        "omnihuman.notify.jms.url", "tcp://host:61616",
                        "omnihuman.notify.jms.user", "robot")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.notify.jms.user", "omnihuman.notify.jms.password-file");
  }

  @ParameterizedTest
  @CsvSource({
    "omnihuman.intake.kafka.topic,a?b=c",
    "omnihuman.intake.kafka.dead-letter,omnihuman-jobs",
    "omnihuman.intake.kafka.group,",
    "omnihuman.notify.kafka.topic,a/b",
    "omnihuman.intake.jms.queue,a?b",
    "omnihuman.intake.jms.dead-letter,omnihuman-jobs",
    "omnihuman.notify.jms.destination,events",
    "omnihuman.intake.http,maybe"
  })
  void should_refuse_names_that_could_be_more_than_names(String key, String value) {
    assertThatThrownBy(() -> with(Map.of(key, value == null ? "" : value)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(key);
  }
}

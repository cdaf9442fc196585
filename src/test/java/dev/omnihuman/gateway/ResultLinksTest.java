package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link is data from outside and leads nowhere but to the hosts that people have named. */
class ResultLinksTest {

  private final ResultLinks links =
      new ResultLinks(List.of("*.r2.dev", "gateway.pixazo.ai", "127.0.0.1", "localhost"), false);
  private final ResultLinks withHttp =
      new ResultLinks(List.of("*.r2.dev", "gateway.pixazo.ai", "127.0.0.1", "localhost"), true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://pub-x.r2.dev/v1/x/output.mp4",
        "https://a.b.r2.dev/output.ext?sig=%2F&x=1",
        "HTTPS://PUB-X.R2.DEV/a.mp4",
        "https://gateway.pixazo.ai/a.mp4",
        "https://pub-x.r2.dev:443/a.mp4"
      })
  void should_admit_https_to_a_named_host(String link) {
    assertThat(links.objection(List.of(link))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://r2.dev.evil.com/a.mp4",
        "https://evilr2.dev/a.mp4",
        "https://r2.dev/a.mp4",
        "https://pub-x.r2.dev.evil.com/a.mp4",
        "https://evil.com/pub-x.r2.dev",
        "https://evil.com#.r2.dev",
        "https://evil.com?.r2.dev",
        "https://sub.gateway.pixazo.ai/a.mp4",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a.mp4"
      })
  void should_refuse_any_other_host(String link) {
    assertThat(links.objection(List.of(link))).contains("omnihuman.download.allowed-hosts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://pub-x.r2.dev@evil.com/a.mp4",
        "https://user:secret@pub-x.r2.dev/a.mp4",
        "https://@pub-x.r2.dev/a.mp4",
        "file:///etc/passwd",
        "file://pub-x.r2.dev/etc/passwd",
        "ftp://pub-x.r2.dev/a.mp4",
        "jar:https://pub-x.r2.dev/a!/b",
        "https:///a.mp4",
        "https://",
        "https:a.mp4",
        "//pub-x.r2.dev/a.mp4",
        "/etc/passwd",
        "pub-x.r2.dev/a.mp4",
        "{{env:PIXAZO_API_KEY}}",
        "https://pub-x.r2.dev/a b.mp4",
        "https://pub-x.r2.dev\\@evil.com/",
        "https://pub-x.r2.dev\r\nX: y/",
        "https://pub_x.r2.dev:x/a.mp4",
        "not a link"
      })
  void should_refuse_what_is_no_plain_https_link(String link) {
    assertThat(links.objection(List.of(link))).isNotNull();
    assertThat(withHttp.objection(List.of(link))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8080/a.mp4", "http://localhost/a.mp4"})
  void should_admit_http_to_loopback_only_where_http_is_allowed(String link) {
    assertThat(withHttp.objection(List.of(link))).isNull();
    assertThat(links.objection(List.of(link))).contains("not https");
  }

  @Test
  void should_refuse_http_to_the_world_even_where_http_is_allowed() {
    assertThat(withHttp.objection(List.of("http://gateway.pixazo.ai/a.mp4"))).contains("not https");
  }

  @Test
  void should_refuse_loopback_where_nobody_named_it() {
    ResultLinks strict = new ResultLinks(List.of("*.r2.dev"), true);

    assertThat(strict.objection(List.of("http://127.0.0.1/a.mp4"))).isNotNull();
    assertThat(strict.objection(List.of("http://2130706433/a.mp4"))).isNotNull();
  }

  @Test
  void should_know_a_host_that_is_named_from_one_that_a_wildcard_covers() {
    assertThat(links.namesOutright("gateway.pixazo.ai")).isTrue();
    assertThat(links.namesOutright("LOCALHOST")).isTrue();
    assertThat(links.namesOutright("pub-x.r2.dev")).isFalse();
  }

  @Test
  void should_refuse_all_links_when_one_is_bad() {
    assertThat(links.objection(List.of("https://a.r2.dev/1.mp4", "https://evil.com/2.mp4")))
        .contains("evil.com");
  }

  @Test
  void should_object_when_there_is_no_link_at_all() {
    assertThat(links.objection(List.of())).contains("media_url");
  }

  @Test
  void should_not_repeat_the_link_in_its_objection() {
    assertThat(links.objection(List.of("https://evil.com/a.mp4?signature=geheim")))
        .doesNotContain("geheim");
  }
}

package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.omnihuman.corpus.Corpus;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.junit.jupiter.params.provider.MethodSource;

/** A link that is followed leads to a host that people have allowed, by whomever it is read. */
class ResultLinksFuzzTest {

  private static final ResultLinks LINKS =
      new ResultLinks(List.of("*.r2.dev", "cdn.example.com"), false);

  static Stream<byte[]> corpus() {
    return Corpus.STATUS_ANSWERS.items().stream()
        .flatMap(item -> StatusAnswer.read(item.bytes()).mediaUrls().stream())
        .map(link -> link.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("corpus")
  @FuzzTest
  void leads_to_an_allowed_host_by_https(byte[] input) throws MalformedURLException {
    String link = new String(input, StandardCharsets.UTF_8);

    String objection = LINKS.objection(link);

    assertThat(LINKS.objection(List.of(link)) == null).isEqualTo(objection == null);
    if (objection != null) {
      return;
    }
    URI uri = URI.create(link);
    assertThat(uri.getScheme()).isEqualToIgnoringCase("https");
    assertAllowed(uri.getHost());
    // Other readers of URLs must not see another host in it.
    assertAllowed(new URL(link).getHost());
    assertAllowed(new HttpGet(uri).getAuthority().getHostName());
    assertThat(new HttpGet(uri).getAuthority().getUserInfo()).isNull();
    assertThat(link).doesNotContain("\r", "\n", " ", "\\", "{", "}");
  }

  private static void assertAllowed(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    assertThat(lower).matches("cdn\\.example\\.com|([a-z0-9-]+\\.)+r2\\.dev");
  }
}

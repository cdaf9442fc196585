package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.gateway.ResultLinks;
import dev.omnihuman.settings.Network;
import dev.omnihuman.testing.MediaHost;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TunnelProxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads through a proxy, which has an address that a link's host may not have. */
class ProxiedDownloadTest {

  private static final ResultLinks LINKS =
      new ResultLinks(List.of("*.example.com", "127.0.0.1"), true);

  @TempDir Path folder;
  private TunnelProxy proxy;
  private Downloader downloader;

  @BeforeEach
  void start() throws Exception {
    proxy = new TunnelProxy();
    Network network =
        new Network(new Network.Proxy("127.0.0.1", proxy.uri().getPort(), null), List.of());
    downloader =
        new Downloader(
            DownloadRules.of(LINKS, 1 << 20, 0, 2, Outbound.of(network)), new TestClock());
  }

  @AfterEach
  void stop() throws Exception {
    downloader.close();
    proxy.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"404 Not Found", "410 Gone", "403 Forbidden", "204 No Content", "503 Busy"})
  void should_not_take_the_proxys_answer_for_that_of_the_media_host(String status) {
    proxy.refuses(status);

    assertThatThrownBy(() -> fetch("https://media.example.com/a.mp4?sig=geheim"))
        .isExactlyInstanceOf(DownloadException.class)
        .hasMessageContainingAll("the proxy 127.0.0.1", "omnihuman.proxy.url")
        .hasMessageNotContaining("geheim");
    assertThat(proxy.requests())
        .extracting(it -> it.line())
        .as("the name goes to the proxy, and was not looked up here")
        .containsExactly("CONNECT media.example.com:443 HTTP/1.1");
  }

  @Test
  void should_still_refuse_a_host_that_is_not_allowed() {
    assertThatThrownBy(() -> fetch("https://elsewhere.invalid/a.mp4"))
        .isInstanceOf(DownloadException.Unusable.class)
        .hasMessageContaining("omnihuman.download.allowed-hosts");
    assertThat(proxy.requests()).isEmpty();
  }

  @Test
  void should_fetch_a_rehearsals_plain_http_straight() throws Exception {
    byte[] video = Videos.sample();
    try (MediaHost host = new MediaHost(video, "\"a\"")) {
      FetchedFile fetched = fetch(host.uri("/a.mp4").toString());

      assertThat(fetched.size()).isEqualTo(video.length);
      assertThat(proxy.requests()).isEmpty();
    }
  }

  private FetchedFile fetch(String link) throws Exception {
    return downloader.fetch(URI.create(link), folder.resolve("a.part"), bytes -> {});
  }
}

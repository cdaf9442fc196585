package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.gateway.ResultLinks;
import dev.omnihuman.testing.TestClock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only public addresses are dialled, unless people named the very host. */
class AddressFilterTest {

  private static final ResultLinks LINKS =
      new ResultLinks(List.of("*.r2.dev", "media.example.com", "127.0.0.1"), true);

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, loopback",
    "127.9.9.9, loopback",
    "::1, loopback",
    "::ffff:127.0.0.1, loopback",
    "::127.0.0.1, this machine",
    "0.0.0.0, this machine",
    "0.1.2.3, this machine",
    "::, this machine",
    "10.1.2.3, private",
    "172.16.0.1, private",
    "172.31.255.255, private",
    "192.168.1.1, private",
    "100.64.0.1, private",
    "::ffff:10.1.2.3, private",
    "64:ff9b::a01:203, private",
    "64:ff9b:1::1, private",
    "fec0::1, private",
    "169.254.1.1, link-local",
    "fe80::1, link-local",
    "169.254.169.254, metadata",
    "100.100.100.200, private",
    "168.63.129.16, metadata",
    "fd00:ec2::254, metadata",
    "fd12:3456::1, unique-local",
    "fc00::1, unique-local",
    "224.0.0.1, multicast",
    "ff02::1, multicast",
    "255.255.255.255, reserved",
    "198.18.0.1, reserved",
    "2001:db8::1, reserved",
    "2002:7f00:1::, reserved"
  })
  void should_refuse_what_is_not_public(String address, String kind) {
    assertThatThrownBy(() -> resolve("pub-x.r2.dev", address))
        .isInstanceOf(AddressFilter.AddressRefusedException.class)
        .hasMessageContainingAll("pub-x.r2.dev", kind, "omnihuman.download.allowed-hosts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "104.18.2.35",
        "172.15.255.255",
        "172.32.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "169.253.1.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700::6812:223",
        "2001:4860::8888",
        "64:ff9b::101:101"
      })
  void should_admit_what_is_public(String address) throws Exception {
    assertThat(resolve("pub-x.r2.dev", address)).containsExactly(InetAddress.getByName(address));
  }

  @Test
  void should_dial_none_but_the_public_ones_of_several_addresses() throws Exception {
    assertThat(resolve("pub-x.r2.dev", "127.0.0.1", "1.1.1.1", "::1"))
        .containsExactly(InetAddress.getByName("1.1.1.1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"media.example.com", "MEDIA.example.com", "127.0.0.1"})
  void should_admit_any_address_of_a_host_that_is_named(String host) throws Exception {
    assertThat(resolve(host, "10.0.0.1")).hasSize(1);
  }

  @Test
  void should_refuse_a_name_without_an_address() {
    assertThatThrownBy(() -> resolve("pub-x.r2.dev"))
        .isInstanceOf(AddressFilter.AddressRefusedException.class);
  }

  /** Stands for a name under a wildcard that leads to this machine, as a zone may say any time. */
  @Test
  void should_make_no_connection_to_an_address_that_was_refused(@TempDir Path folder)
      throws Exception {
    ResultLinks wildcard = new ResultLinks(List.of("*.0.0.1"), true);
    try (ServerSocket inside = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Downloader downloader =
            new Downloader(
                DownloadRules.of(wildcard, 1 << 20, 0, 2, Outbound.direct()), new TestClock())) {
      URI link = URI.create("http://127.0.0.1:%d/a?sig=geheim".formatted(inside.getLocalPort()));

      assertThatThrownBy(() -> downloader.fetch(link, folder.resolve("a.part"), bytes -> {}))
          .isInstanceOf(DownloadException.Unusable.class)
          .hasMessageContainingAll("127.0.0.1", "loopback")
          .hasMessageNotContaining("geheim");

      inside.setSoTimeout(1);
      assertThatThrownBy(inside::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static InetAddress[] resolve(String host, String... addresses)
      throws UnknownHostException {
    List<InetAddress> found = new ArrayList<>();
    for (String address : addresses) {
      found.add(InetAddress.getByName(address));
    }
    return new AddressFilter(LINKS, new Names(found)).resolve(host);
  }

  /** Says of every name the same. */
  private record Names(List<InetAddress> addresses) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) {
      return addresses.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}

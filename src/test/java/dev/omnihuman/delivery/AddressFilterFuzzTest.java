package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.omnihuman.gateway.ResultLinks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.params.provider.MethodSource;

/** Of the addresses that a name has, only public ones are dialled. */
class AddressFilterFuzzTest {

  private static final ResultLinks LINKS = new ResultLinks(List.of("*.r2.dev"), false);

  static Stream<byte[]> seeds() {
    return Stream.concat(
        Stream.of(
                "93.184.216.34",
                "127.0.0.1",
                "10.0.0.1",
                "169.254.169.254",
                "0.0.0.0",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "2001:4860:4860::8888",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "::ffff:0:127.0.0.1",
                "::ffff:10.0.0.1")
            .map(AddressFilterFuzzTest::bytes),
        Stream.of(
            new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 127, 0, 0, 1}));
  }

  @MethodSource("seeds")
  @FuzzTest
  void only_public_addresses_are_dialled(byte[] input) throws UnknownHostException {
    List<InetAddress> addresses = addresses(input);
    AddressFilter filter = new AddressFilter(LINKS, answering(addresses));

    List<InetAddress> dialled;
    try {
      dialled = List.of(filter.resolve("pub-1.r2.dev"));
    } catch (AddressFilter.AddressRefusedException e) {
      assertThat(addresses).noneMatch(address -> SpecialAddresses.kind(address) == null);
      return;
    }

    assertThat(dialled).isNotEmpty().isSubsetOf(addresses);
    for (InetAddress address : dialled) {
      assertThat(isPublic(address)).as(address.toString()).isTrue();
      // With the same IPv4 address inside, as gateways of networks without IPv4 translate it.
      byte[] bytes = address.getAddress();
      if (bytes.length == 4) {
        byte[] wrapped = Arrays.copyOf(new byte[] {0, 0x64, (byte) 0xff, (byte) 0x9b}, 16);
        System.arraycopy(bytes, 0, wrapped, 12, 4);
        assertThat(SpecialAddresses.kind(InetAddress.getByAddress(wrapped))).isNull();
      }
    }
  }

  /** As far as the JDK knows. */
  private static boolean isPublic(InetAddress address) {
    return !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isSiteLocalAddress()
        && !address.isMulticastAddress();
  }

  /** As many of 16 bytes as there are, then one of 4. */
  private static List<InetAddress> addresses(byte[] input) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    int at = 0;
    for (; at + 16 <= input.length && addresses.size() < 8; at += 16) {
      addresses.add(InetAddress.getByAddress(Arrays.copyOfRange(input, at, at + 16)));
    }
    if (at + 4 <= input.length) {
      addresses.add(InetAddress.getByAddress(Arrays.copyOfRange(input, at, at + 4)));
    }
    return addresses;
  }

  private static DnsResolver answering(List<InetAddress> addresses) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) {
        return addresses.toArray(InetAddress[]::new);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  private static byte[] bytes(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }
}

package dev.omnihuman.delivery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that are not of the public Internet (the IANA registries of special-purpose addresses),
 * and those at which clouds tell machines their secrets. Java has made plain IPv4 out of the
 * IPv4-mapped ones before they come here.
 */
final class SpecialAddresses {

  private static final List<Block> BLOCKS =
      List.of(
          Block.of("169.254.169.254", 32, "a metadata address"),
          Block.of("168.63.129.16", 32, "a metadata address"),
          Block.of("192.0.0.0", 24, "a metadata address"),
          Block.of("fd00:ec2::", 32, "a metadata address"),
          Block.of("0.0.0.0", 8, "this machine"),
          Block.of("127.0.0.0", 8, "loopback"),
          Block.of("10.0.0.0", 8, "private"),
          Block.of("100.64.0.0", 10, "private"),
          Block.of("172.16.0.0", 12, "private"),
          Block.of("192.168.0.0", 16, "private"),
          Block.of("169.254.0.0", 16, "link-local"),
          Block.of("192.0.2.0", 24, "reserved"),
          Block.of("198.18.0.0", 15, "reserved"),
          Block.of("198.51.100.0", 24, "reserved"),
          Block.of("203.0.113.0", 24, "reserved"),
          Block.of("224.0.0.0", 4, "multicast"),
          Block.of("240.0.0.0", 4, "reserved"),
          Block.of("::1", 128, "loopback"),
          Block.of("::", 96, "this machine"),
          Block.of("64:ff9b:1::", 48, "private"),
          Block.of("100::", 64, "reserved"),
          Block.of("2001::", 23, "reserved"),
          Block.of("2001:db8::", 32, "reserved"),
          Block.of("2002::", 16, "reserved"),
          Block.of("fc00::", 7, "unique-local"),
          Block.of("fe80::", 10, "link-local"),
          Block.of("fec0::", 10, "private"),
          Block.of("ff00::", 8, "multicast"));

  /** IPv4 as networks without IPv4 see it: what counts is the address inside (RFC 6052). */
  private static final Block NAT64 = Block.of("64:ff9b::", 96, "");

  private SpecialAddresses() {}

  /** What an address is, in a word that follows "is"; null for a public one. */
  static @Nullable String kind(InetAddress address) {
    byte[] bytes = address.getAddress();
    byte[] looked = NAT64.holds(bytes) ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    return BLOCKS.stream()
        .filter(block -> block.holds(looked))
        .map(Block::kind)
        .findFirst()
        .orElse(null);
  }

  private record Block(byte[] start, int bits, String kind) {

    static Block of(String start, int bits, String kind) {
      try {
        return new Block(InetAddress.getByName(start).getAddress(), bits, kind);
      } catch (UnknownHostException e) {
        throw new IllegalStateException("a literal address needs no lookup", e);
      }
    }

    boolean holds(byte[] address) {
      if (address.length != start.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((address[bit / 8] & mask) != (start[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}

package dev.omnihuman.delivery;

import dev.omnihuman.gateway.ResultLinks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Lets downloads reach public addresses alone, unless people named the host outright. It stands
 * where names become addresses: the address that is dialled is the one that was checked, whatever
 * the name says a moment later.
 */
final class AddressFilter implements DnsResolver {

  /** None of the addresses of a host may be dialled. */
  static final class AddressRefusedException extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    AddressRefusedException(String message) {
      super(message);
    }
  }

  private final ResultLinks links;
  private final DnsResolver names;

  AddressFilter(ResultLinks links, DnsResolver names) {
    this.links = links;
    this.names = names;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] found = names.resolve(host);
    if (links.namesOutright(host)) {
      return found;
    }
    List<InetAddress> admitted = new ArrayList<>();
    String refusal = "it has no address";
    for (InetAddress address : found) {
      String kind = SpecialAddresses.kind(address);
      if (kind == null) {
        admitted.add(address);
      } else {
        refusal = "its address %s is %s".formatted(address.getHostAddress(), kind);
      }
    }
    if (admitted.isEmpty()) {
      throw new AddressRefusedException(
          "the media host %s is not dialled: %s, and omnihuman.download.allowed-hosts does not name"
                  .formatted(host, refusal)
              + " this very host");
    }
    return admitted.toArray(InetAddress[]::new);
  }

  @Override
  public @Nullable String resolveCanonicalHostname(String host) {
    return host; // nobody asks; a lookup more would be one more to check
  }
}

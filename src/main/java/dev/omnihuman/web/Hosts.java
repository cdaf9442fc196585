package dev.omnihuman.web;

import dev.omnihuman.gateway.CallbackAddresses;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * By which names the port may be called. A page from elsewhere can make a browser call us under a
 * name of its own that leads to this machine; it cannot choose the name's spelling. Callbacks may
 * also come under the public name, and nothing else may.
 */
public final class Hosts {

  private static final Set<String> OWN = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final Set<String> named;
  private final @Nullable String publicHost;

  /**
   * @param named what else the page may be called, in lower case
   * @param publicUrl where callbacks come in; null: there are none
   */
  public Hosts(Collection<String> named, @Nullable URI publicUrl) {
    this.named = Set.copyOf(named);
    publicHost = publicUrl == null ? null : publicUrl.getHost().toLowerCase(Locale.ROOT);
  }

  void admit(RoutingContext context) {
    HostAndPort authority = context.request().authority();
    if (authority == null) {
      context.fail(400);
    } else if (isAdmitted(authority.host().toLowerCase(Locale.ROOT), context)) {
      context.next();
    } else {
      context.fail(421);
    }
  }

  private boolean isAdmitted(String host, RoutingContext context) {
    // What is served is chosen by this spelling; any other may lead elsewhere.
    String path = context.normalizedPath();
    boolean callback = path != null && path.startsWith(CallbackAddresses.PATH);
    return OWN.contains(host)
        || named.contains(host)
        || isWhereItCameIn(host, context.request().localAddress())
        || callback && host.equals(publicHost);
  }

  /** An address, unlike a name, cannot be made to lead elsewhere. */
  private static boolean isWhereItCameIn(String host, @Nullable SocketAddress local) {
    String address = local == null ? null : local.hostAddress();
    return address != null && (host.equals(address) || host.equals("[" + address + "]"));
  }
}

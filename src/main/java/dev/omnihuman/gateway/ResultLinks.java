package dev.omnihuman.gateway;

import dev.omnihuman.settings.Loopback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which links of the provider's may be fetched. They are data from outside: a hostile one must not
 * lead us anywhere but to the hosts that people have named.
 */
public final class ResultLinks {

  private final List<String> allowedHosts;
  private final boolean allowHttp;

  /**
   * @param allowedHosts in lower case; {@code *.} and a domain admits all its sub-domains
   * @param allowHttp admits plain http to loopback addresses
   */
  public ResultLinks(List<String> allowedHosts, boolean allowHttp) {
    this.allowedHosts = List.copyOf(allowedHosts);
    this.allowHttp = allowHttp;
  }

  /** What is wrong with the links of a complete video; null if nothing is. */
  @Nullable String objection(List<String> links) {
    if (links.isEmpty()) {
      return "the gateway says COMPLETED but names no media_url";
    }
    for (String link : links) {
      String objection = objection(link);
      if (objection != null) {
        return "media_url " + objection;
      }
    }
    return null;
  }

  /** What is wrong with a link, in words that follow a name for it; null if nothing is. */
  public @Nullable String objection(String link) {
    URI uri;
    try {
      uri = new URI(link);
    } catch (URISyntaxException e) {
      return "is no URL";
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      return "names no host, or a user";
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (!isAllowed(host)) {
      return "host %s is not in omnihuman.download.allowed-hosts".formatted(host);
    }
    boolean http = "http".equalsIgnoreCase(uri.getScheme());
    if (!"https".equalsIgnoreCase(uri.getScheme())
        && !(http && allowHttp && Loopback.isLoopback(host))) {
      return "is not https";
    }
    return null;
  }

  /** Whether people named this very host, not only a domain that it belongs to. */
  public boolean namesOutright(String host) {
    return allowedHosts.contains(host.toLowerCase(Locale.ROOT));
  }

  private boolean isAllowed(String host) {
    return allowedHosts.stream()
        .anyMatch(
            allowed ->
                allowed.startsWith("*.")
                    ? host.endsWith(allowed.substring(1))
                    : host.equals(allowed));
  }
}

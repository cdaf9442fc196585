package dev.omnihuman.settings;

import dev.omnihuman.settings.Settings.Web;
import dev.omnihuman.settings.Settings.Webhook;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what is set of the port. */
final class WebSettings {

  private WebSettings() {}

  static Web of(PropertyFiles properties, Quantities quantities, boolean allowHttp) {
    String tokenFile = properties.get("omnihuman.http.token-file");
    InetSocketAddress address =
        new InetSocketAddress(
            address(properties, tokenFile), quantities.count("omnihuman.http.port", 0, 65_535));
    List<String> hosts = hosts(properties, tokenFile);
    Webhook webhook = webhook(properties, quantities, allowHttp);
    if (webhook.publicUrl() != null && address.getPort() == 0) {
      throw new SettingsException(
          "omnihuman.webhook.public-url is %s and omnihuman.http.port is 0: callbacks need a port"
              .formatted(webhook.publicUrl()));
    }
    return new Web(address, tokenFile, hosts, webhook);
  }

  private static InetAddress address(PropertyFiles properties, String tokenFile) {
    String key = "omnihuman.http.address";
    String text = properties.get(key);
    if (!text.matches("[0-9.]+|\\[?[0-9a-fA-F:.]+]?")) {
      throw Quantities.bad(key, text, "an IP address of this machine, or 0.0.0.0 for all of them");
    }
    InetAddress address;
    try {
      // An address in digits, so nobody is asked for it.
      address = InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw Quantities.bad(key, text, "an IP address of this machine, or 0.0.0.0 for all of them");
    }
    if (!address.isLoopbackAddress() && tokenFile.isEmpty()) {
      throw new SettingsException(
          "%s is %s, where others can reach it, and omnihuman.http.token-file is empty: name a file"
                  .formatted(key, text)
              + " with a token, or leave the address at 127.0.0.1");
    }
    return address;
  }

  private static List<String> hosts(PropertyFiles properties, String tokenFile) {
    String key = "omnihuman.http.hosts";
    List<String> hosts =
        Arrays.stream(properties.get(key).split(","))
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .filter(host -> !host.isEmpty())
            .toList();
    for (String host : hosts) {
      if (!host.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
        throw Quantities.bad(key, host, "names of this machine, as in videos.example.com");
      }
    }
    if (!hosts.isEmpty() && tokenFile.isEmpty()) {
      throw new SettingsException(
          "%s is set, so others can call the page, and omnihuman.http.token-file is empty: name a"
                  .formatted(key)
              + " file with a token");
    }
    return hosts;
  }

  private static Webhook webhook(
      PropertyFiles properties, Quantities quantities, boolean allowHttp) {
    String key = "omnihuman.webhook.public-url";
    String mode = quantities.word("omnihuman.webhook.mode", "terminal", "sync");
    Duration interval = quantities.duration("omnihuman.webhook.poll-interval");
    String text = properties.get(key);
    @Nullable URI url = text.isEmpty() ? null : publicUrl(key, text, allowHttp);
    return new Webhook(url, mode, interval);
  }

  /** The provider takes https alone; on the loopback its rehearsals take http. */
  private static URI publicUrl(String key, String text, boolean allowHttp) {
    String allowed =
        "https://HOST, perhaps with a port and a path; plain http only to a loopback address and"
            + " with omnihuman.allow-http=true";
    URI url;
    try {
      url = new URI(text.replaceAll("/+$", ""));
    } catch (URISyntaxException e) {
      throw Quantities.bad(key, text, allowed);
    }
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    boolean http = "http".equalsIgnoreCase(url.getScheme());
    if (url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null
        || !(https || http && allowHttp && Loopback.isLoopback(url.getHost()))) {
      throw Quantities.bad(key, text, allowed);
    }
    return url;
  }
}

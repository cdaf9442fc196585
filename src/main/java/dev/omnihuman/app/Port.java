package dev.omnihuman.app;

import dev.omnihuman.settings.SecretFile;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.web.AccessToken;
import dev.omnihuman.web.Hosts;
import dev.omnihuman.web.WebPart;
import dev.omnihuman.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the one port is opened that people set. */
final class Port {

  private static final Logger LOG = LoggerFactory.getLogger(Port.class);

  /** A shorter token can be found by trying. */
  private static final int SHORTEST_TOKEN = 16;

  private Port() {}

  /**
   * @param parts what is served
   * @return empty if none is set, or if it cannot be had and the command goes on without
   * @throws SettingsException if it cannot be had and the command wants it
   */
  static Optional<WebServer> open(
      Settings.Web web, List<WebPart> parts, WhenPortIsTaken whenTaken, Clock clock) {
    if (!web.isOpen()) {
      return Optional.empty();
    }
    Hosts hosts = new Hosts(web.hosts(), web.webhook().publicUrl());
    try {
      return Optional.of(WebServer.start(web.address(), hosts, parts, clock));
    } catch (IOException e) {
      String words = unusable(web.address(), e);
      if (whenTaken == WhenPortIsTaken.REFUSE) {
        throw new SettingsException(words + ". Another port, or 0 for none, lets it start");
      }
      LOG.warn("{}; it goes on without its page and without callbacks", words);
      return Optional.empty();
    }
  }

  /**
   * @return null if none is set
   * @throws SettingsException if the file cannot be read or holds no token to rely on
   */
  static @Nullable AccessToken token(Settings.Web web) {
    String file = web.tokenFile();
    if (file.isEmpty()) {
      return null;
    }
    String token = SecretFile.read("omnihuman.http.token-file", file);
    if (!token.matches("[\\x21-\\x7e]{%d,}".formatted(SHORTEST_TOKEN))) {
      throw new SettingsException(
          "omnihuman.http.token-file: %s holds no token of %d or more characters without spaces"
              .formatted(file, SHORTEST_TOKEN));
    }
    return new AccessToken(token);
  }

  /**
   * What can be known of the port before it is wanted.
   *
   * @param free whether nobody works in the home, who would have the port
   */
  static String check(Settings.Web web, boolean free) {
    token(web);
    if (!web.isOpen()) {
      return "none is opened: omnihuman.http.port is 0";
    }
    if (!free) {
      return "%d is not tried".formatted(web.address().getPort());
    }
    try {
      WebServer.tryPort(web.address());
    } catch (IOException e) {
      throw new SettingsException(unusable(web.address(), e));
    }
    return "%d can be opened".formatted(web.address().getPort());
  }

  /** Where a browser on this machine finds it. */
  static String url(Settings.Web web, int port) {
    InetAddress address = web.address().getAddress();
    String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    return "http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, port);
  }

  private static String unusable(InetSocketAddress address, IOException cause) {
    return "omnihuman.http.port: port %d cannot be used: %s"
        .formatted(address.getPort(), cause.getMessage());
  }
}

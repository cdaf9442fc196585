package dev.omnihuman.settings;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How connections leave this machine.
 *
 * @param proxy where https goes through, as host and port; null: it goes straight
 * @param authorities whose certificates are believed besides those that the JVM believes
 */
public record Network(@Nullable Proxy proxy, List<X509Certificate> authorities) {

  private static final String PROXY = "omnihuman.proxy.url";
  private static final String USER = "omnihuman.proxy.user";
  private static final String PASSWORD_FILE = "omnihuman.proxy.password-file";
  private static final String CA_FILE = "omnihuman.tls.ca-file";

  /**
   * @param user null where the proxy asks for none
   */
  public record Proxy(String host, int port, @Nullable User user) {}

  /** Who we are to the proxy. The password does not print itself. */
  public record User(String name, char[] password) {

    @Override
    public String toString() {
      return "User[" + name + ", ****]";
    }
  }

  /** Straight, and with the JVM's own certificates. */
  public static Network plain() {
    return new Network(null, List.of());
  }

  /**
   * @throws SettingsException naming the key, what was found and what is allowed
   */
  static Network of(PropertyFiles properties) {
    User user = user(properties);
    String url = properties.get(PROXY);
    if (url.isEmpty() && user != null) {
      throw new SettingsException(
          "%s is set and %s is not: there is no proxy to tell it to".formatted(USER, PROXY));
    }
    return new Network(
        url.isEmpty() ? null : proxy(url, user), authorities(properties.get(CA_FILE)));
  }

  private static Proxy proxy(String text, @Nullable User user) {
    String allowed = "http://HOST:PORT";
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw Quantities.bad(PROXY, withoutUser(text), allowed);
    }
    if (text.contains("@")) {
      throw new SettingsException(
          "%s: it names a user, which would stand in logs and process lists; set %s and %s"
              .formatted(PROXY, USER, PASSWORD_FILE));
    }
    boolean origin =
        "http".equalsIgnoreCase(url.getScheme())
            && url.getHost() != null
            && url.getPort() > 0
            && url.getPort() <= 65_535
            && Objects.requireNonNullElse(url.getRawPath(), "").matches("/?")
            && url.getRawQuery() == null
            && url.getRawFragment() == null;
    if (!origin) {
      throw Quantities.bad(PROXY, text, allowed);
    }
    return new Proxy(url.getHost(), url.getPort(), user);
  }

  private static String withoutUser(String text) {
    return text.replaceAll(".*@", "****@");
  }

  private static @Nullable User user(PropertyFiles properties) {
    String name = properties.get(USER);
    String file = properties.get(PASSWORD_FILE);
    if (name.isEmpty() != file.isEmpty()) {
      throw new SettingsException(
          "%s and %s belong together: %s is empty"
              .formatted(USER, PASSWORD_FILE, name.isEmpty() ? USER : PASSWORD_FILE));
    }
    if (name.isEmpty()) {
      return null;
    }
    if (!name.matches("[^\\p{Cntrl}:]+")) {
      throw new SettingsException(USER + ": it holds a colon or a control character");
    }
    return new User(name, password(file));
  }

  private static char[] password(String file) {
    String password = SecretFile.read(PASSWORD_FILE, file);
    if (!password.matches("\\P{Cntrl}+")) {
      throw new SettingsException(
          "%s: %s is empty, or holds more than one line".formatted(PASSWORD_FILE, file));
    }
    return password.toCharArray();
  }

  private static List<X509Certificate> authorities(String file) {
    if (file.isEmpty()) {
      return List.of();
    }
    List<X509Certificate> found;
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      found =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
    } catch (IOException | InvalidPathException e) {
      throw SecretFile.unreadable(CA_FILE, file, e);
    } catch (CertificateException e) {
      throw noCertificates(file);
    }
    if (found.isEmpty()) {
      throw noCertificates(file);
    }
    return found;
  }

  private static SettingsException noCertificates(String file) {
    return new SettingsException(
        "%s: %s holds something else than certificates; allowed: one or more in PEM, each between"
                .formatted(CA_FILE, file)
            + " -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----");
  }
}

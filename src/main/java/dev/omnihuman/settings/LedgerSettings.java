package dev.omnihuman.settings;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the ledger is, and who shares it. */
final class LedgerSettings {

  private static final String URL = "omnihuman.ledger.url";
  private static final String USER = "omnihuman.ledger.user";
  private static final String PASSWORD = "omnihuman.ledger.password";
  private static final String PASSWORD_FILE = "omnihuman.ledger.password-file";
  private static final String NAME = "omnihuman.node.name";
  private static final String LEASE = "omnihuman.node.lease";

  private LedgerSettings() {}

  static Settings.Ledger of(PropertyFiles properties, Quantities quantities) {
    Duration beat = quantities.duration("omnihuman.node.beat");
    Duration lease = quantities.duration(LEASE);
    if (lease.compareTo(beat.multipliedBy(3)) < 0) {
      throw Quantities.bad(LEASE, properties.get(LEASE), "three times omnihuman.node.beat or more");
    }
    String name = properties.get(NAME);
    if (!name.matches("[A-Za-z0-9._-]{0,64}")) {
      throw Quantities.bad(NAME, name, "up to 64 letters, digits, dots, _ and -");
    }
    return new Settings.Ledger(server(properties), new Settings.Node(name, beat, lease));
  }

  private static Settings.@Nullable Server server(PropertyFiles properties) {
    String url = properties.get(URL);
    if (url.isEmpty()) {
      return null;
    }
    String known = url.split("\\?", 2)[0];
    if (url.toLowerCase(Locale.ROOT).contains("password=") || known.contains("@")) {
      // Not shown: it holds a secret.
      throw new SettingsException(
          "%s: holds a password, which would end in logs; put it into a file and name that in %s"
              .formatted(URL, PASSWORD_FILE));
    }
    if (!known.matches("jdbc:postgresql:(//[^/]+)?/?[^/]+")) {
      throw Quantities.bad(
          URL, known, "jdbc:postgresql://HOST:PORT/DATABASE, or nothing for the SQLite file");
    }
    String password = properties.get(PASSWORD);
    String file = properties.get(PASSWORD_FILE);
    if (!password.isEmpty() && !file.isEmpty()) {
      throw new SettingsException(
          "%s and %s are both set; set one".formatted(PASSWORD, PASSWORD_FILE));
    }
    return new Settings.Server(url, properties.get(USER), password, file);
  }
}

package dev.omnihuman.settings;

/** The token that the receiver of notices wants, from a file that may change. Not printed. */
public final class BearerToken {

  private static final String KEY = "omnihuman.notify.token-file";

  private final String file;
  private volatile String value;

  private BearerToken(String file, String value) {
    this.file = file;
    this.value = value;
  }

  /**
   * @param file empty text: there is no token
   * @throws SettingsException if it cannot be read, or cannot be a header's value
   */
  public static BearerToken find(String file) {
    return new BearerToken(file, file.isEmpty() ? "" : read(file));
  }

  private static String read(String file) {
    String found = SecretFile.read(KEY, file);
    if (!found.matches("[\\x21-\\x7e]+")) {
      throw new SettingsException(
          "%s: the token in %s is empty or holds characters that cannot stand in a header"
              .formatted(KEY, file));
    }
    return found;
  }

  public boolean isThere() {
    return !value.isEmpty();
  }

  /** For the header on the wire, and for nothing else. */
  public String onTheWire() {
    return "Bearer " + value;
  }

  /**
   * Reads its file again.
   *
   * @throws SettingsException if it cannot be read; the old token stays in use
   */
  public void reread() {
    if (isThere()) {
      value = read(file);
    }
  }

  @Override
  public String toString() {
    return "BearerToken[****]";
  }
}

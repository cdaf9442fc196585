package dev.omnihuman.settings;

/** Something is set in a way that cannot work. The message is one line for a person. */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }
}

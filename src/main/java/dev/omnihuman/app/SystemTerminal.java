package dev.omnihuman.app;

import java.io.Console;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The terminal that the process was started on, if there is one. */
final class SystemTerminal implements Terminal {

  private static final Size USUAL = new Size(80, 24);

  /** A look costs a process. */
  private static final long LOOK_EVERY_NANOS = 5_000_000_000L;

  private final boolean interactive;
  private final OutputStream out;
  private @Nullable Size size;
  private long lookedAt;

  private SystemTerminal(boolean interactive, OutputStream out) {
    this.interactive = interactive;
    this.out = out;
  }

  static SystemTerminal find() {
    return new SystemTerminal(
        isInteractive(hasConsole(), System.getenv(), isWindows()), System.out);
  }

  /**
   * @param console whether both input and output are a terminal's
   */
  static boolean isInteractive(boolean console, Map<String, String> environment, boolean windows) {
    String term = environment.getOrDefault("TERM", windows ? "windows" : "dumb");
    return console && !term.isEmpty() && !term.equals("dumb");
  }

  /** From Java 22 on there is always a console; it then tells itself whether it is a terminal. */
  private static boolean hasConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true; // before Java 22
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }

  private static boolean isWindows() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
  }

  @Override
  public boolean isInteractive() {
    return interactive;
  }

  @Override
  public int columns() {
    return size().getColumns();
  }

  @Override
  public int rows() {
    return size().getRows();
  }

  private synchronized Size size() {
    long now = System.nanoTime();
    if (size == null || now - lookedAt > LOOK_EVERY_NANOS) {
      size = interactive ? look() : USUAL;
      lookedAt = now;
    }
    return Objects.requireNonNull(size);
  }

  /** By the program stty: it needs no native library to be unpacked, and no signal handler. */
  private static Size look() {
    try (org.jline.terminal.Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .provider("exec")
            .dumb(true)
            .nativeSignals(false)
            .build()) {
      Size found = terminal.getSize();
      return found.getColumns() > 0 && found.getRows() > 0 ? found : USUAL;
    } catch (IOException | IllegalStateException e) {
      return USUAL;
    }
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public Charset charset() {
    for (String property : new String[] {"stdout.encoding", "native.encoding"}) {
      String name = System.getProperty(property);
      if (name != null && Charset.isSupported(name)) {
        return Charset.forName(name);
      }
    }
    return Charset.defaultCharset();
  }
}

package dev.omnihuman.app;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Who a process is among those that share a ledger. Home and working folder keep a name each, so
 * that both are known again, by whatever path they are reached.
 *
 * @param name by which people and the others know the node
 * @param home the name of its home, in which one process works at a time
 * @param site the name of its working folder, which several nodes may share
 */
record NodeIdentity(String name, String home, String site) {

  private static final String HOME_FILE = "node.id";

  /** A name that no manifest has. */
  private static final String SITE_FILE = ".omnihuman-site";

  private static final String SITE_SETTING = "omnihuman.folders.working";

  private static final int LONGEST_HOST = 40;
  private static final int LETTERS = 4;

  /** What stands for a name that was not made yet: nothing in any ledger bears it. */
  private static final String NONE_YET = "none-yet";

  /**
   * For somebody who only looks: makes nothing. A home or a folder in which nobody has worked yet
   * has no name, and nothing in the ledger is of it.
   *
   * @throws SettingsException if home or working folder cannot keep a name
   */
  static NodeIdentity ifMade(Settings settings) {
    return of(settings, (setting, file) -> Files.exists(file) ? read(setting, file) : NONE_YET);
  }

  /**
   * Makes what is missing.
   *
   * @throws SettingsException if home or working folder cannot keep a name
   */
  static NodeIdentity of(Settings settings) {
    return of(settings, NodeIdentity::made);
  }

  private interface Naming {
    String nameOf(String setting, Path file) throws IOException;
  }

  private static NodeIdentity of(Settings settings, Naming naming) {
    String home = nameOf("omnihuman.home", settings.folders().home().resolve(HOME_FILE), naming);
    Path working = settings.folders().filed().working();
    String site = nameOf(SITE_SETTING, working.resolve(SITE_FILE), naming);
    String set = settings.ledger().node().name();
    return new NodeIdentity(set.isEmpty() ? host() + "-" + lastLettersOf(home) : set, home, site);
  }

  /** The name of a working folder, if it has one; none is made. */
  static Optional<String> siteOf(Path working) {
    Path file = working.resolve(SITE_FILE);
    return Files.exists(file)
        ? Optional.of(nameOf(SITE_SETTING, file, NodeIdentity::read))
        : Optional.empty();
  }

  private static String lastLettersOf(String home) {
    return home.substring(home.length() - LETTERS);
  }

  private static String host() {
    try {
      String host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9_-].*", "");
      return host.isEmpty() ? "node" : host.substring(0, Math.min(LONGEST_HOST, host.length()));
    } catch (UnknownHostException e) {
      return "node";
    }
  }

  private static String nameOf(String setting, Path file, Naming naming) {
    try {
      return naming.nameOf(setting, file);
    } catch (IOException e) {
      throw new SettingsException("%s: %s cannot be used: %s".formatted(setting, file, e));
    }
  }

  private static String made(String setting, Path file) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    if (!Files.exists(file)) {
      make(file);
    }
    return read(setting, file);
  }

  private static String read(String setting, Path file) throws IOException {
    String name = Files.readString(file).strip();
    if (!name.matches("[0-9a-z]{26}")) {
      throw new SettingsException(
          "%s: %s holds no name that this program has made; if it may be forgotten, delete it"
              .formatted(setting, file));
    }
    return name;
  }

  /** Whole or not at all, and by one node alone. */
  private static void make(Path file) throws IOException {
    String name = UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT);
    Path fresh = file.resolveSibling(".%s.tmp".formatted(name));
    DurableFiles.writeDurably(fresh, (name + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      DurableFiles.moveNoReplace(fresh, file);
      DurableFiles.syncFolder(file.resolveSibling(""));
    } catch (FileAlreadyExistsException e) {
      Files.deleteIfExists(fresh); // another node was faster
    }
  }
}

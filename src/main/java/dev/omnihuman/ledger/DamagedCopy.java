package dev.omnihuman.ledger;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What is kept of a damaged ledger before anybody tries to mend it. */
public final class DamagedCopy {

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private DamagedCopy() {}

  /**
   * Keeps the file and its log under another name, once: a supervisor that starts the program again
   * and again shall not fill the disk. Nothing may have the ledger open in this process: closing a
   * copied file takes SQLite's locks away.
   *
   * @return the copy
   */
  public static Path keep(LedgerFile ledger, Instant now) throws IOException {
    Path file = ledger.path();
    try (DirectoryStream<Path> copies =
        Files.newDirectoryStream(file.resolveSibling(""), "ledger.db.corrupt-*")) {
      for (Path copy : copies) {
        if (Files.size(copy) == Files.size(file) && modifiedMillis(copy) == modifiedMillis(file)) {
          return copy;
        }
      }
    }
    String name = "ledger.db.corrupt-" + UTC.format(now);
    Path copy = file.resolveSibling(name);
    for (int n = 2; Files.exists(copy); n++) {
      copy = file.resolveSibling(name + "-" + n);
    }
    if (ledger.logSize() > 0) {
      copy(ledger.log(), copy.resolveSibling(copy.getFileName() + "-wal"));
    }
    copy(file, copy);
    return copy;
  }

  /** Copies keep no finer time than this everywhere. */
  private static long modifiedMillis(Path path) throws IOException {
    return Files.getLastModifiedTime(path).toMillis();
  }

  /** Half a copy would take the room that is missing. */
  private static void copy(Path from, Path to) throws IOException {
    try {
      Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      Files.deleteIfExists(to);
      throw e;
    }
  }
}

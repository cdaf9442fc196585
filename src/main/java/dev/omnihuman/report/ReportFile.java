package dev.omnihuman.report;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Where a report goes, and in which form. */
public final class ReportFile {

  private enum Form {
    JSON,
    CSV
  }

  private final Path file;
  private final Form form;

  private ReportFile(Path file, Form form) {
    this.file = file;
    this.form = form;
  }

  /**
   * Tries out, before anything is sent, what will be done at the end.
   *
   * @throws SettingsException if no report can be written there
   */
  public static ReportFile at(Path named, Folders folders) {
    Path file = real(named.toAbsolutePath().normalize());
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    Form form = name.endsWith(".json") ? Form.JSON : Form.CSV;
    if (form == Form.CSV && !name.endsWith(".csv")) {
      throw refused(named, "its name must end in .json or .csv");
    }
    Folders.Filed filed = folders.filed();
    for (Path ours : List.of(folders.inbox(), filed.working(), folders.outbox())) {
      if (file.startsWith(real(ours))) {
        throw refused(named, "it lies in %s, where it would be taken for ours".formatted(ours));
      }
    }
    tryOut(named, file);
    return new ReportFile(file, form);
  }

  /** With the links on the way followed, as far as it is there. */
  private static Path real(Path path) {
    try {
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      Path folder = path.getParent();
      return folder == null ? path : folder.toRealPath().resolve(path.getFileName());
    } catch (IOException e) {
      return path;
    }
  }

  private static void tryOut(Path named, Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(named, "something that is no file has this name");
    }
    Path folder = file.resolveSibling("");
    try {
      Files.delete(Files.createTempFile(folder, ".report", ".tmp"));
    } catch (IOException e) {
      throw refused(named, "nothing can be written into %s: %s".formatted(folder, e));
    }
  }

  private static SettingsException refused(Path named, String why) {
    return new SettingsException("--report: %s: %s".formatted(named, why));
  }

  public Path path() {
    return file;
  }

  /**
   * Writes the report whole, in the place of an earlier one.
   *
   * @param also is told of each row, too
   * @param head what is told of the batch as a whole, once its numbers are known
   * @return the numbers
   * @throws dev.omnihuman.ledger.LedgerException if the ledger cannot be read
   */
  public Totals write(
      BatchReport report, Instant start, BatchReport.Rows also, Function<Totals, ReportHead> head)
      throws IOException {
    return DurableFiles.replaceDurably(
        file,
        out -> {
          ReportWriter writer = form == Form.JSON ? new JsonReport(out) : new CsvReport(out);
          Totals totals =
              report.pass(
                  start,
                  row -> {
                    writer.row(row);
                    also.row(row);
                  });
          writer.end(totals, head.apply(totals));
          return totals;
        });
  }
}

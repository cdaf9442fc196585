package dev.omnihuman.report;

import dev.omnihuman.desk.Spoken;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** A report as comma-separated values (RFC 4180), in UTF-8, with a line of names at its head. */
final class CsvReport implements ReportWriter {

  private static final String[] COLUMNS = {
    "manifest",
    "name",
    "id",
    "state",
    "reason",
    "words",
    "attempts",
    "charged",
    "request_id",
    "accepted_at",
    "submitted_at",
    "ready_at",
    "finished_at",
    "seconds",
    "outputs",
    "cost",
    "currency",
    "earlier_job"
  };

  private final CSVPrinter csv;

  CsvReport(OutputStream out) throws IOException {
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    csv = new CSVPrinter(writer, CSVFormat.RFC4180.builder().setHeader(COLUMNS).get());
  }

  @Override
  public void row(ReportRow row) throws IOException {
    csv.printRecord(
        text(row.manifest()),
        text(row.name()),
        text(row.id()),
        row.state(),
        row.reason(),
        text(row.words()),
        row.attempts(),
        Spoken.charged(row.charged()),
        text(row.requestId()),
        row.times() == null ? null : row.times().acceptedAt(),
        row.times() == null ? null : time(row.times().submittedAt()),
        row.times() == null ? null : time(row.times().readyAt()),
        row.times() == null ? null : time(row.times().finishedAt()),
        number(row.seconds()),
        text(String.join(" | ", row.outputs())),
        number(row.cost()),
        row.currency(),
        text(row.earlier()));
  }

  /**
   * A spreadsheet computes what begins like a formula, and names come from anybody; an apostrophe
   * makes it text.
   */
  private static @Nullable String text(@Nullable String cell) {
    return cell != null && !cell.isEmpty() && "=+-@\t\r\n".indexOf(cell.charAt(0)) >= 0
        ? "'" + cell
        : cell;
  }

  private static @Nullable String time(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable String number(@Nullable BigDecimal number) {
    return number == null ? null : Amounts.plain(number);
  }

  @Override
  public void end(Totals totals, ReportHead head) throws IOException {
    flush();
  }

  void flush() throws IOException {
    csv.flush();
  }
}

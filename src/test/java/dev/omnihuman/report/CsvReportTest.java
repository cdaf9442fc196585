package dev.omnihuman.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Charged;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReportTest {

  @ParameterizedTest
  @ValueSource(strings = {"=1+1.json", "+1.json", "-2.json", "@SUM(A1).json", "\t=1.json"})
  void a_name_that_a_spreadsheet_would_compute_becomes_text(String name) throws IOException {
    assertThat(csv(row(name, "words")).split("\r\n")[1]).startsWith("'" + name);
  }

  @Test
  void quotes_commas_and_line_breaks_are_quoted_and_lines_end_as_rfc_4180_says()
      throws IOException {
    String csv = csv(row("a.json", "says \"no\", and\nmore"));

    assertThat(csv).startsWith("manifest,name,id,state,").endsWith("\r\n");
    assertThat(csv).contains("a.json,,,REJECTED,,\"says \"\"no\"\", and\nmore\",0,no,");
  }

  @Test
  void money_is_written_to_the_last_digit_without_an_exponent() throws IOException {
    assertThat(csv(row("a.json", "words"))).contains(",1000000000.000001,EUR,");
  }

  private static ReportRow row(String name, String words) {
    return new ReportRow(
        name,
        null,
        null,
        "REJECTED",
        null,
        words,
        0,
        Charged.NO,
        null,
        null,
        null,
        List.of(),
        new BigDecimal("1000000000.0000010"),
        "EUR",
        null);
  }

  private static String csv(ReportRow row) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CsvReport report = new CsvReport(out);
    report.row(row);
    report.flush();
    return out.toString(StandardCharsets.UTF_8);
  }
}

package dev.omnihuman.report;

import java.io.IOException;

/** Brings a report into a form. */
interface ReportWriter extends BatchReport.Rows {

  /** After the last row. What was written has left this object when it returns. */
  void end(Totals totals, ReportHead head) throws IOException;
}

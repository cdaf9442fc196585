package dev.omnihuman.app;

import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.JobState;
import dev.omnihuman.report.Amounts;
import dev.omnihuman.report.BatchReport;
import dev.omnihuman.report.Bill;
import dev.omnihuman.report.Outcome;
import dev.omnihuman.report.ReportRow;
import dev.omnihuman.report.Totals;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a batch ended, for people. Looks at the rows as they pass, and keeps those with trouble. */
final class Summary implements BatchReport.Rows {

  /** More are nothing that anybody reads at a terminal. */
  private static final int MOST_LINES = 100;

  private final Outcome outcome;
  private final List<String> failed = new ArrayList<>();
  private final List<String> held = new ArrayList<>();

  Summary(Outcome outcome) {
    this.outcome = outcome;
  }

  @Override
  public void row(ReportRow row) {
    if (row.state().equals(JobState.FAILED.name())) {
      keep(failed, "failed", row);
    } else if (row.state().equals(JobState.ABANDONED.name())) {
      keep(failed, "abandoned", row);
    } else if (row.state().equals(JobState.IN_DOUBT.name())) {
      keep(held, "in doubt", row);
    }
  }

  private static void keep(List<String> lines, String what, ReportRow row) {
    if (lines.size() < MOST_LINES) {
      String why =
          Stream.of(row.reason(), row.words())
              .filter(Objects::nonNull)
              .map(text -> ": " + text)
              .collect(Collectors.joining());
      String line = "%-9s %s [%s]%s".formatted(what, row.name(), row.id(), why);
      lines.add(Spoken.printable(line));
    }
  }

  static int exitCode(Totals totals, Outcome outcome) {
    if (outcome.gate() != null) {
      return ExitCode.GATE_SHUT;
    }
    return totals.allDelivered() ? ExitCode.OK : ExitCode.NOT_ALL_DELIVERED;
  }

  void print(Totals totals, PrintWriter out) {
    Totals.Jobs jobs = totals.jobs();
    out.printf(
        "%d delivered, %d failed, %d in doubt, %d rejected, %d not finished%s%n",
        jobs.delivered(),
        jobs.failed(),
        jobs.inDoubt(),
        totals.dropped().rejected(),
        jobs.notFinished(),
        jobs.abandoned() == 0 ? "" : ", %d abandoned".formatted(jobs.abandoned()));
    if (!totals.failedByReason().isEmpty()) {
      out.printf("failed: %s%n", reasons(totals.failedByReason()));
    }
    if (totals.dropped().duplicates() > 0) {
      out.printf(
          "%d duplicates were not submitted: that many charges saved%n",
          totals.dropped().duplicates());
    }
    if (totals.dropped().needsForce() > 0) {
      out.printf(
          "%d lie in failed/ again: another try may be charged and needs \"force\": true%n",
          totals.dropped().needsForce());
    }
    print(totals.seconds().signum() > 0 || jobs.delivered() > 0, seconds(totals), out);
    print(totals.bill().price().isSet(), cost(totals.bill()), out);
    print(failed, jobs.failed() + jobs.abandoned(), out);
    print(held, jobs.inDoubt(), out);
    ClosedGate gate = outcome.gate();
    if (gate != null) {
      String cause = Spoken.printable(gate.cause());
      out.printf("  stopped   %s gate is shut: %s%n", gate.gate(), cause);
    } else if (outcome.end() != Outcome.End.DONE) {
      out.printf("  stopped   %s%n", why(outcome.end()));
    }
    out.flush();
  }

  private static String why(Outcome.End end) {
    return switch (end) {
      case MAX_WAIT -> "omnihuman.batch.max-wait is over";
      case BROKEN -> "the program failed; see the log";
      default -> "the program was told to stop";
    };
  }

  private static void print(boolean wanted, String line, PrintWriter out) {
    if (wanted) {
      out.println(line);
    }
  }

  private static void print(List<String> lines, long all, PrintWriter out) {
    lines.forEach(line -> out.println("  " + line));
    if (all > lines.size()) {
      out.printf("  and %d more; see jobs --state, or --report%n", all - lines.size());
    }
  }

  private static String reasons(Map<FailureReason, Long> byReason) {
    return new TreeMap<>(byReason)
        .entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }

  private static String seconds(Totals totals) {
    String unknown =
        totals.unmeasured() == 0
            ? ""
            : "; %d more videos do not tell their length".formatted(totals.unmeasured());
    return Amounts.seconds(totals.seconds()) + " of video" + unknown;
  }

  private static String cost(Bill bill) {
    String currency = bill.price().currency();
    StringBuilder cost = new StringBuilder();
    cost.append(
        "cost: %s for %d charges".formatted(Amounts.money(bill.sure(), currency), bill.charges()));
    if (bill.unmeasured() > 0) {
      cost.append("; of %d of them the seconds are not known".formatted(bill.unmeasured()));
      cost.append(" and not counted");
    }
    if (bill.perhaps() > 0) {
      cost.append("; %d more may have been charged".formatted(bill.perhaps()));
      cost.append(
          bill.perhapsMore() == null
              ? ""
              : ", about " + Amounts.money(bill.perhapsMore(), currency));
    }
    return cost.toString();
  }
}

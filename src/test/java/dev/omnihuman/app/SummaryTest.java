package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Charged;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Price;
import dev.omnihuman.report.Bill;
import dev.omnihuman.report.Outcome;
import dev.omnihuman.report.ReportRow;
import dev.omnihuman.report.Totals;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SummaryTest {

  private static final Instant NOW = Instant.parse("2026-05-22T13:17:32Z");

  private static String printed(Outcome outcome, Totals.Jobs jobs, ReportRow... rows) {
    Summary summary = new Summary(outcome);
    for (ReportRow row : rows) {
      summary.row(row);
    }
    StringWriter out = new StringWriter();
    summary.print(
        new Totals(
            jobs,
            Map.of(),
            new Totals.Dropped(0, 0, 0),
            BigDecimal.ZERO,
            0,
            new Bill(new Price(null, null, "USD"), 0, 0, BigDecimal.ZERO, 0, null)),
        new PrintWriter(out));
    return out.toString();
  }

  private static ReportRow row(JobState state, @Nullable String reason, @Nullable String words) {
    return new ReportRow(
        "clip.json",
        "clip",
        "7f3a",
        state.name(),
        reason,
        words,
        1,
        Charged.NO,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        null);
  }

  @Test
  void each_job_with_trouble_is_called_what_it_is_with_the_words_that_there_are() {
    assertThat(
            printed(
                Outcome.of(Outcome.End.DONE),
                new Totals.Jobs(0, 2, 1, 1, 0),
                row(JobState.FAILED, "REMOTE_FAILED", null),
                row(JobState.FAILED, "INPUT_REFUSED", "no face"),
                row(JobState.ABANDONED, null, null),
                row(JobState.IN_DOUBT, null, "cut off")))
        .contains(
            "  failed    clip [7f3a]: REMOTE_FAILED\n",
            "  failed    clip [7f3a]: INPUT_REFUSED: no face\n",
            "  abandoned clip [7f3a]\n",
            "  in doubt  clip [7f3a]: cut off\n");
  }

  @Test
  void a_gates_cause_cannot_steer_the_terminal() {
    ClosedGate gate = ClosedGate.shut(Gate.BALANCE, "pay\033[2J\nnow", NOW, null);

    assertThat(printed(Outcome.stoppedBy(gate), new Totals.Jobs(0, 0, 0, 0, 1)))
        .contains("  stopped   BALANCE gate is shut: pay?[2J?now\n");
  }
}

package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person sees at a terminal while a batch goes on. */
class ProgressBarsTest {

  private static final Instant NOW = Instant.parse("2026-05-22T13:17:32Z");

  private final TestTerminal terminal = TestTerminal.ofColumns(90);
  private final ProgressBars bars = new ProgressBars(terminal);

  @AfterEach
  void close() {
    bars.close();
  }

  static BatchProgress progress(int delivered, Instant at) {
    Map<JobState, Long> counts =
        Map.of(
            JobState.ACCEPTED, 20L,
            JobState.SUBMITTED, 50L - delivered,
            JobState.READY, 10L,
            JobState.DELIVERED, (long) delivered,
            JobState.FAILED, 5L,
            JobState.IN_DOUBT, 1L);
    return new BatchProgress(
        new Standing(counts, NOW.plusSeconds(250)), 3, 2, 4, 3_500_000, List.of("BALANCE"), at);
  }

  @Test
  void there_is_a_bar_for_each_step_and_a_line_for_the_rest() {
    bars.show(progress(15, NOW));

    List<String> lines = terminal.screen();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).contains("submitted", "66/86", "20 to submit");
    assertThat(lines.get(1)).contains("finished", "25/80", "35 at the gateway");
    assertThat(lines.get(2)).contains("downloaded", "15/80", "4 at 3.3 MiB/s");
    assertThat(lines.get(3))
        .contains("5 failed", "1 in doubt", "3 rejected", "2 duplicates", "shut: BALANCE")
        .contains("the last expected");
  }

  @Test
  void what_is_printed_meanwhile_goes_above_the_bars_whole() {
    bars.show(progress(15, NOW));
    System.out.println("job a: READY -> DELIVERED");
    System.out.print("half a line");
    bars.show(progress(16, NOW));
    System.out.println(", and its end");
    bars.show(progress(17, NOW));

    List<String> lines = terminal.screen();
    assertThat(lines.subList(0, 2))
        .containsExactly("job a: READY -> DELIVERED", "half a line, and its end");
    assertThat(lines.get(4)).contains("downloaded", "17/80");
    assertThat(lines).hasSize(7);
  }

  @Test
  void at_the_end_the_bars_are_gone_and_what_was_printed_stays() {
    bars.show(progress(15, NOW));
    System.out.println("job a: READY -> DELIVERED");
    bars.close();
    bars.show(progress(16, NOW));
    bars.close();

    assertThat(terminal.screen()).containsExactly("job a: READY -> DELIVERED", "");
  }

  @Test
  void a_bar_is_drawn_at_zero_and_when_its_number_became_smaller() {
    bars.show(new BatchProgress(new Standing(Map.of(), null), 0, 0, 0, 0, List.of(), NOW));
    assertThat(terminal.screen().get(2)).contains("downloaded");
    bars.show(progress(15, NOW));
    bars.show(progress(14, NOW));

    assertThat(terminal.screen().get(2)).contains("downloaded", "14/80");
  }

  @Test
  void no_line_is_wider_than_the_terminal() {
    TestTerminal narrow = TestTerminal.ofColumns(30);
    ProgressBars shown = new ProgressBars(narrow);
    shown.show(progress(15, NOW));
    assertThat(narrow.screen()).hasSize(5).allMatch(line -> line.length() < 30);
    shown.close();
  }
}

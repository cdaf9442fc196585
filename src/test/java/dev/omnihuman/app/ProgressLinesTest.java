package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Progress where nobody can be drawn for. */
class ProgressLinesTest {

  private static final Instant START = Instant.parse("2026-05-22T13:00:00Z");

  private final StringWriter out = new StringWriter();
  private final ProgressLines lines = new ProgressLines(new PrintWriter(out));

  private void show(int delivered, int second) {
    lines.show(ProgressBarsTest.progress(delivered, START.plusSeconds(second)));
  }

  @Test
  void a_line_comes_when_there_is_news_and_no_more_often_than_every_ten_seconds() {
    show(0, 0);
    show(1, 5);
    assertThat(out.toString()).isEmpty();
    show(2, 11);
    show(3, 12);
    show(3, 21);
    assertThat(out.toString().lines())
        .singleElement()
        .asString()
        .startsWith("progress: 66 of 86 submitted, 48 at the gateway (the last expected at ")
        .contains("10 to download (4 under way at 3.3 MiB/s), 2 delivered, 5 failed, 1 in doubt");
    show(3, 22);
    show(3, 40);
    assertThat(out.toString().lines()).hasSize(2);
  }

  @Test
  void the_last_line_comes_at_the_end_if_there_is_news() {
    show(0, 0);
    show(4, 1);
    lines.close();
    lines.close();
    show(5, 30);

    assertThat(out.toString().lines()).singleElement().asString().contains("4 delivered");
  }

  @Test
  void there_is_never_a_carriage_return_or_an_escape() {
    show(0, 0);
    show(4, 11);
    lines.close();

    assertThat(out.toString().replace(System.lineSeparator(), "")).doesNotContain("\r", "\033");
  }
}

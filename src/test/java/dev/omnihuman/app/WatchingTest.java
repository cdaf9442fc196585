package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchingTest {

  private final AtomicInteger pages = new AtomicInteger();

  private String printed(TestTerminal terminal, int lines) throws Exception {
    new Watching(terminal)
        .show(
            page ->
                IntStream.range(0, lines)
                    .forEach(n -> page.println("page " + pages + " line " + n)),
            () -> pages.incrementAndGet() < 3);
    return terminal.printed();
  }

  @Test
  void pages_follow_each_other_where_nothing_can_be_drawn() throws Exception {
    assertThat(printed(TestTerminal.pipe(), 1).lines())
        .containsExactly("page 0 line 0", "", "page 1 line 0", "", "page 2 line 0");
  }

  @Test
  void at_a_terminal_each_page_takes_the_place_of_the_one_before_and_fits() throws Exception {
    String printed = printed(TestTerminal.ofColumns(9), 50);

    assertThat(printed.split("\033\\[H")).hasSize(4);
    assertThat(printed).startsWith("\033[Hpage 0 li\033[K\n").endsWith("\033[J");
    assertThat(printed.substring(printed.lastIndexOf("\033[H")).lines()).hasSize(24);
  }
}

package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchingTest {

  private final AtomicInteger pages = new AtomicInteger();

  private String printed(TestTerminal terminal, int lines) throws Exception {
    new Watching(terminal, false)
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
    String printed = printed(TestTerminal.ofColumns(10), 50);

    assertThat(printed.split("\033\\[H")).hasSize(4);
    assertThat(printed).startsWith("\033[Hpage 0 li\033[K\n").endsWith("\033[J");
    assertThat(printed.substring(printed.lastIndexOf("\033[H")).lines()).hasSize(24);
  }

  private static String shown(TestTerminal terminal, boolean whole, String text) throws Exception {
    new Watching(terminal, whole).show(page -> page.print(text), () -> false);
    return terminal.printed();
  }

  @Test
  void a_full_line_leaves_a_column_free_or_its_last_letter_would_be_cleared() throws Exception {
    assertThat(shown(TestTerminal.ofColumns(4), false, "abc\nabcd"))
        .isEqualTo("\033[Habc\033[K\nabc\033[K\n\033[J");
  }

  @Test
  void letters_take_as_many_columns_as_they_are_wide() throws Exception {
    // A wide letter, one that stands on the letter before, and one of two chars.
    assertThat(shown(TestTerminal.ofColumns(6), false, "\u6f22e\u0301\ud83d\ude00x"))
        .isEqualTo("\033[H\u6f22e\u0301\ud83d\ude00\033[K\n\033[J");
    assertThat(shown(TestTerminal.ofColumns(5), false, "\u6f22e\u0301\ud83d\ude00x"))
        .isEqualTo("\033[H\u6f22e\u0301\033[K\n\033[J");
  }

  @Test
  void what_programs_read_is_whole_at_a_terminal_too() throws Exception {
    String document = "{\n  \"words\" : \"longer than the terminal\"\n}\n".repeat(30);

    assertThat(shown(TestTerminal.ofColumns(9), true, document)).isEqualTo(document);
  }
}

package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemTerminalTest {

  @ParameterizedTest
  @CsvSource({
    "true, xterm, , true",
    "false, xterm, , false",
    "true, dumb, , false",
    "true, , , false",
    // No colours are used, and nothing else is meant by it.
    "true, xterm, 1, true"
  })
  void lines_are_drawn_again_only_where_a_person_looks_on(
      boolean console, String term, String noColor, boolean interactive) {
    Map<String, String> environment = new HashMap<>();
    if (term != null) {
      environment.put("TERM", term);
    }
    if (noColor != null) {
      environment.put("NO_COLOR", noColor);
    }
    assertThat(SystemTerminal.isInteractive(console, environment, false)).isEqualTo(interactive);
  }

  @Test
  void a_console_of_windows_names_no_kind() {
    assertThat(SystemTerminal.isInteractive(true, Map.of(), true)).isTrue();
  }
}

package dev.omnihuman.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A setting stands in config/application.properties with its meaning, or it does not exist. */
class SettingsDocumentationTest {

  private static final Path FILE = Path.of("config", "application.properties");
  private static final Pattern KEY =
      Pattern.compile("(?<![\\w.])omnihuman(?:\\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*)+");

  @Test
  void should_have_a_line_of_meaning_above_each_key() throws IOException {
    List<String> lines = Files.readAllLines(FILE);
    List<String> bare = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      boolean explained = i > 0 && lines.get(i - 1).matches("# [^-].*\\.");
      if (lines.get(i).startsWith("omnihuman.") && !explained) {
        bare.add(lines.get(i));
      }
    }

    assertThat(bare).isEmpty();
  }

  @Test
  void should_have_each_key_once() throws IOException {
    assertThat(Files.readAllLines(FILE))
        .filteredOn(line -> line.startsWith("omnihuman."))
        .extracting(line -> line.substring(0, line.indexOf('=')))
        .doesNotHaveDuplicates();
  }

  @Test
  void should_list_each_key_that_the_program_or_a_route_mentions() throws IOException {
    assertThat(documented()).containsAll(mentioned());
  }

  @Test
  void should_list_no_key_that_nothing_mentions() throws IOException {
    assertThat(mentioned()).containsAll(documented());
  }

  private static Set<String> documented() throws IOException {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(FILE)) {
      properties.load(reader);
    }
    Set<String> keys = new TreeSet<>(properties.stringPropertyNames());
    keys.removeIf(key -> !key.startsWith("omnihuman."));
    return keys;
  }

  private static Set<String> mentioned() throws IOException {
    Set<String> keys = new TreeSet<>();
    for (Path file : filesIn(Path.of("src", "main", "java"), ".java")) {
      // Meters have names that look the same.
      if (!file.getParent().endsWith("metrics")) {
        keys.addAll(keysIn(file));
      }
    }
    for (Path file : filesIn(Path.of("routes"), ".yaml")) {
      keys.addAll(keysIn(file));
    }
    return keys;
  }

  private static List<Path> filesIn(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).toList();
    }
  }

  private static List<String> keysIn(Path file) throws IOException {
    return KEY.matcher(Files.readString(file)).results().map(MatchResult::group).toList();
  }
}

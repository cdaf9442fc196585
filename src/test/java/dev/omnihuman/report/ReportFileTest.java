package dev.omnihuman.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found out about a report's place before anything is sent. */
class ReportFileTest {

  @TempDir Path directory;
  private Folders folders;

  @BeforeEach
  void make() throws IOException {
    folders = TestFolders.in(directory.resolve("home"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.json", "A.JSON", "a.csv", "home/a.json"})
  void a_place_that_can_be_written_is_taken_and_nothing_is_left_there(String name)
      throws IOException {
    assertThat(ReportFile.at(directory.resolve(name), folders).path()).hasFileName(file(name));
    assertThat(directory.resolve(name)).doesNotExist();
    assertThat(Files.list(directory.resolve(name).resolveSibling("")))
        .noneMatch(left -> left.toString().endsWith(".tmp"));
  }

  private static String file(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.txt", "a", "json", "none/a.json", "folder.json"})
  void any_other_is_refused_and_named(String name) throws IOException {
    Files.createDirectories(directory.resolve("folder.json"));
    assertThatThrownBy(() -> ReportFile.at(directory.resolve(name), folders))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("--report: " + directory.resolve(name));
  }

  @Test
  void a_report_among_manifests_or_videos_is_refused() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), folders.inbox());
    for (Path folder : new Path[] {folders.inbox(), link, folders.outbox()}) {
      assertThatThrownBy(() -> ReportFile.at(folder.resolve("a.json"), folders))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("would be taken for ours");
    }
  }
}

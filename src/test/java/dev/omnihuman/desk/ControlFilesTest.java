package dev.omnihuman.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.ledger.Spending;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people say by the names of files in the inbox. */
class ControlFilesTest {

  private static final Instant NOON = Instant.parse("2026-05-22T12:00:00Z");

  @TempDir Path home;
  private final TestClock clock = new TestClock();
  private Folders folders;
  private JobLedger ledger;
  private ControlFiles controlFiles;

  @BeforeEach
  void open() throws Exception {
    folders = TestFolders.in(home);
    ledger = SqliteLedger.open(home, TestRules.on(clock));
    controlFiles = start();
  }

  private ControlFiles start() throws Exception {
    Spending spending = new Spending(ledger, new OrphanNotes(home));
    Desk desk = new Desk(ledger, spending, new ManifestFiling(folders), clock);
    return new ControlFiles(folders, desk, ledger, clock);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Path drop(String name, String text) throws Exception {
    return Files.writeString(folders.inbox().resolve(name), text);
  }

  private void dropAt(String name, Instant at) throws Exception {
    Files.setLastModifiedTime(drop(name, ""), FileTime.from(at));
  }

  private boolean isPaused() {
    return ledger.closedGates().stream().anyMatch(gate -> gate.gate() == Gate.PAUSE);
  }

  private String cause() {
    return ledger.closedGates().stream()
        .filter(gate -> gate.gate() == Gate.PAUSE)
        .map(ClosedGate::cause)
        .findFirst()
        .orElseThrow();
  }

  private List<String> inbox() throws Exception {
    return TestFolders.names(folders.inbox());
  }

  private String note() throws Exception {
    return Files.readString(folders.inbox().resolve("PAUSED.txt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PAUSE", "PAUSE.txt", "pause", "Pause.TXT"})
  void should_pause_by_a_file_and_leave_a_note_in_its_place(String name) throws Exception {
    drop(name, "  the wallet is being looked at\nand more\n");

    controlFiles.obey();

    assertThat(cause())
        .isEqualTo(
            "paused by a person: the file %s in the inbox: the wallet is being looked at"
                .formatted(name));
    assertThat(inbox()).containsExactly("PAUSED.txt");
    assertThat(note())
        .startsWith("Paused: no job is submitted.")
        .contains("RESUME", clock.instant().toString(), "the wallet is being looked at");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RESUME", "RESUME.txt", "resume"})
  void should_go_on_by_a_file_and_take_the_note_away(String name) throws Exception {
    drop("PAUSE", "");
    controlFiles.obey();
    drop(name, "");

    controlFiles.obey();

    assertThat(isPaused()).isFalse();
    assertThat(inbox()).isEmpty();
  }

  @Test
  void should_need_no_words() throws Exception {
    drop("PAUSE", "");

    controlFiles.obey();

    assertThat(cause()).isEqualTo("paused by a person: the file PAUSE in the inbox");
  }

  @Test
  void should_take_hostile_words_as_one_short_printable_line() throws Exception {
    drop("PAUSE", "\u001b[31m\u202e" + "x".repeat(1000));

    controlFiles.obey();

    assertThat(cause()).endsWith("?[31m?" + "x".repeat(194)).doesNotContain("\u001b");
  }

  @Test
  void should_read_what_windows_editors_write() throws Exception {
    byte[] wide = "\ufeffübermorgen weiter\r\n".getBytes(StandardCharsets.UTF_16LE);
    Files.write(folders.inbox().resolve("PAUSE.txt"), wide);

    controlFiles.obey();

    assertThat(cause()).endsWith(": übermorgen weiter");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "0, 0"})
  void should_pause_where_both_lie_because_a_copy_keeps_an_old_time(int pause, int resume)
      throws Exception {
    dropAt("PAUSE", NOON.plusSeconds(pause));
    dropAt("RESUME.txt", NOON.plusSeconds(resume));

    controlFiles.obey();

    assertThat(isPaused()).isTrue();
    assertThat(inbox()).doesNotContain("PAUSE", "RESUME.txt");
  }

  @Test
  void should_obey_no_folder_no_link_and_nothing_in_a_sub_folder() throws Exception {
    Files.createDirectory(folders.inbox().resolve("PAUSE"));
    Files.createSymbolicLink(
        folders.inbox().resolve("PAUSE.txt"), Files.writeString(home.resolve("elsewhere"), "x"));
    Path sub = Files.createDirectory(folders.inbox().resolve("sub"));
    Files.writeString(sub.resolve("PAUSE"), "");

    controlFiles.obey();

    assertThat(isPaused()).isFalse();
    assertThat(inbox()).containsExactly("PAUSE", "PAUSE.txt", "sub");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PAUSE.json", "PAUSES", "PAUSE.txt.txt", ".PAUSE", "PAUSED", "Resume.md"})
  void should_leave_other_names_alone(String name) throws Exception {
    drop(name, "");

    controlFiles.obey();

    assertThat(isPaused()).isFalse();
    assertThat(inbox()).containsExactly(name);
  }

  @Test
  void should_tell_of_a_pause_however_it_came_as_long_as_it_lasts() throws Exception {
    ledger.shut(Gate.PAUSE, "paused by a person: command");
    controlFiles.obey();
    assertThat(note()).contains("command");

    Files.delete(folders.inbox().resolve("PAUSED.txt"));
    controlFiles.obey();
    assertThat(inbox()).as("it is still so").containsExactly("PAUSED.txt");

    ledger.tryGatesNow();
    controlFiles.obey();
    assertThat(inbox()).isEmpty();
  }

  @Test
  void should_write_over_no_file_of_somebody_elses() throws Exception {
    drop("PAUSED.txt", "my own notes");
    ledger.shut(Gate.PAUSE, "so said");
    controlFiles.obey();
    ledger.tryGatesNow();
    controlFiles.obey();

    assertThat(note()).isEqualTo("my own notes");
  }

  @Test
  void should_obey_a_file_once_that_it_cannot_take_away() throws Exception {
    Path file = drop("PAUSE", "");
    undeletable(
        file,
        () -> {
          controlFiles.obey();
          assertThat(isPaused()).isTrue();
          ledger.tryGatesNow();

          controlFiles.obey();

          assertThat(isPaused()).as("the person who resumed came later").isFalse();
        });
    Files.setLastModifiedTime(file, FileTime.from(NOON.plusSeconds(60)));
    controlFiles.obey();
    assertThat(isPaused()).as("said anew").isTrue();
  }

  @Test
  void should_try_again_to_take_away_what_it_has_obeyed() throws Exception {
    Path file = drop("PAUSE", "");
    undeletable(file, controlFiles::obey);

    controlFiles.obey();

    assertThat(inbox()).containsExactly("PAUSED.txt");
  }

  @Test
  void should_obey_a_file_that_comes_again_with_the_time_that_it_had() throws Exception {
    Path file = drop("PAUSE", "");
    Files.setLastModifiedTime(file, FileTime.from(NOON));
    undeletable(file, controlFiles::obey);
    Files.delete(file);
    ledger.tryGatesNow();
    controlFiles.obey();

    dropAt("PAUSE", NOON);
    controlFiles.obey();

    assertThat(isPaused()).isTrue();
  }

  /** Not even by root: the file system says so. */
  private static void undeletable(Path file, Check check) throws Exception {
    int set = new ProcessBuilder("chattr", "+i", file.toString()).start().waitFor();
    assumeTrue(set == 0, "no immutable files here");
    try {
      check.run();
    } finally {
      new ProcessBuilder("chattr", "-i", file.toString()).start().waitFor();
    }
  }

  private interface Check {
    void run() throws Exception;
  }

  @Test
  void should_do_again_what_a_crash_has_cut_off() throws Exception {
    drop("PAUSE", "first");
    ledger.shut(Gate.PAUSE, "paused by a person: the file PAUSE in the inbox: first");

    start().obey();

    assertThat(cause()).endsWith("first");
    assertThat(inbox()).containsExactly("PAUSED.txt");
  }

  @Test
  void should_keep_the_file_while_the_ledger_cannot_be_told() throws Exception {
    drop("PAUSE", "");
    ledger.close();

    controlFiles.obey();

    assertThat(inbox()).containsExactly("PAUSE");
    ledger = SqliteLedger.open(home, TestRules.on(clock));
    start().obey();
    assertThat(isPaused()).isTrue();
  }
}

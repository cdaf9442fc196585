package dev.omnihuman.folders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.Together;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurableFilesTest {

  @TempDir Path home;
  private Path from;
  private Path into;

  @BeforeEach
  void makeFolders() throws IOException {
    from = Files.createDirectory(home.resolve("from"));
    into = Files.createDirectory(home.resolve("into"));
  }

  @Test
  void should_move_to_a_free_name() throws IOException {
    Path source = write(from.resolve("a.mp4"), "video");

    DurableFiles.moveNoReplace(source, into.resolve("b.mp4"));

    assertThat(into.resolve("b.mp4")).hasContent("video");
    assertThat(source).doesNotExist();
  }

  @Test
  void should_write_a_file_in_the_place_of_another_or_leave_that_one_whole() throws IOException {
    Path file = into.resolve("report.json");
    for (String content : List.of("first", "second")) {
      String told =
          DurableFiles.replaceDurably(
              file,
              out -> {
                out.write(content.getBytes(UTF_8));
                return "told";
              });
      assertThat(told).isEqualTo("told");
      assertThat(file).hasContent(content);
    }

    assertThatThrownBy(
            () ->
                DurableFiles.replaceDurably(
                    file,
                    out -> {
                      out.write("half".getBytes(UTF_8));
                      throw new IOException("no more");
                    }))
        .hasMessage("no more");

    assertThat(file).hasContent("second");
    assertThat(TestFolders.names(into)).containsExactly("report.json");
  }

  @Test
  void should_replace_nothing() throws IOException {
    Path source = write(from.resolve("a.mp4"), "new");
    Path taken = write(into.resolve("a.mp4"), "old");

    assertThatThrownBy(() -> DurableFiles.moveNoReplace(source, taken))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(taken).hasContent("old");
    assertThat(source).hasContent("new");
  }

  @Test
  void should_say_so_when_there_is_nothing_to_move() {
    assertThatThrownBy(() -> DurableFiles.moveNoReplace(from.resolve("gone"), into.resolve("gone")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> DurableFiles.renameInto(from.resolve("gone"), into, "gone"))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void should_let_one_of_many_have_a_name() throws Exception {
    List<Callable<Boolean>> moves =
        IntStream.range(0, 8).<Callable<Boolean>>mapToObj(n -> () -> wins(n)).toList();

    List<Boolean> won = Together.run(moves);

    assertThat(won).filteredOn(winner -> winner).hasSize(1);
    assertThat(into.resolve("video.mp4")).hasContent("from " + won.indexOf(true));
    assertThat(TestFolders.names(from)).hasSize(7);
  }

  private boolean wins(int number) throws IOException {
    Path source = write(from.resolve("part-" + number), "from " + number);
    try {
      DurableFiles.moveNoReplace(source, into.resolve("video.mp4"));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Test
  void should_number_newcomers_whose_name_is_taken() throws IOException {
    for (String content : List.of("one", "two", "three")) {
      DurableFiles.renameInto(write(from.resolve("x.json"), content), into, "x.json");
    }

    assertThat(TestFolders.names(into)).containsExactly("x-2.json", "x-3.json", "x.json");
    assertThat(into.resolve("x.json")).hasContent("one");
    assertThat(into.resolve("x-2.json")).hasContent("two");
    assertThat(into.resolve("x-3.json")).hasContent("three");
  }

  @Test
  void should_number_each_of_many_that_come_at_once() throws Exception {
    List<Callable<Path>> moves =
        IntStream.range(0, 8)
            .<Callable<Path>>mapToObj(
                n -> () -> DurableFiles.renameInto(write(from.resolve("" + n), ""), into, "x"))
            .toList();

    assertThat(Together.run(moves)).doesNotHaveDuplicates();
    assertThat(TestFolders.names(into)).hasSize(8);
  }

  @Test
  void should_not_follow_a_link_that_has_the_name() throws IOException {
    Files.createSymbolicLink(into.resolve("x.json"), home.resolve("nowhere"));

    DurableFiles.renameInto(write(from.resolve("x.json"), "new"), into, "x.json");

    assertThat(into.resolve("x-2.json")).hasContent("new");
    assertThat(into.resolve("x.json")).isSymbolicLink();
  }

  @ParameterizedTest
  @CsvSource({
    "clip.json, clip-2.json, clip",
    "a.b.json, a.b-2.json, a.b",
    "clip, clip-2, clip",
    ".json, .json-2, .json"
  })
  void should_number_before_the_ending(String name, String numbered, String stem) {
    assertThat(DurableFiles.numbered(name, 2)).isEqualTo(numbered);
    assertThat(DurableFiles.stem(name)).isEqualTo(stem);
  }

  @Test
  void should_put_a_note_beside_a_file() {
    assertThat(DurableFiles.noteBeside(into.resolve("x-2.json"), ".reason.txt"))
        .isEqualTo(into.resolve("x-2.reason.txt"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "語", "\uD83D\uDE00"})
  void should_cut_a_long_name_between_characters_so_that_its_note_fits(String letter)
      throws IOException {
    Path file = write(into.resolve(longest(letter, ".json")), "");

    Path note = DurableFiles.noteBeside(file, ".duplicate.txt");
    write(note, "");

    String stem = note.getFileName().toString().replace(".duplicate.txt", "");
    assertThat(file.getFileName().toString()).startsWith(stem);
    assertThat(stem.replace(letter, "")).isEmpty();
    // A hidden name while it is being written has room, too.
    write(into.resolve("." + note.getFileName() + ".tmp"), "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "é", "語", "\uD83D\uDE00"})
  void should_number_a_name_that_is_as_long_as_names_can_be(String letter) throws IOException {
    String name = longest(letter, ".json");
    write(into.resolve(name), "old");

    Path second = DurableFiles.renameInto(write(from.resolve(name), "new"), into, name);

    assertThat(second).hasContent("new");
    assertThat(second.getFileName().toString()).endsWith("-2.json");
    assertThat(DurableFiles.noteBeside(second, ".duplicate.txt"))
        .isNotEqualTo(DurableFiles.noteBeside(into.resolve(name), ".duplicate.txt"));
  }

  @Test
  void should_write_a_new_file_only() throws IOException {
    byte[] content = "whole".getBytes(UTF_8);
    Path file = into.resolve("a.json");

    DurableFiles.writeDurably(file, content);
    DurableFiles.syncFolder(into);

    assertThat(file).hasBinaryContent(content);
    assertThatThrownBy(() -> DurableFiles.writeDurably(file, new byte[0]))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasBinaryContent(content);
  }

  /** A name of 255 bytes, or as near to it as its letters let it come. */
  private static String longest(String letter, String ending) {
    // Under another locale this JVM cannot open such files at all.
    assumeTrue(letter.equals("x") || "UTF-8".equals(System.getProperty("sun.jnu.encoding")));
    return letter.repeat((255 - ending.length()) / letter.getBytes(UTF_8).length) + ending;
  }

  private static Path write(Path file, String content) throws IOException {
    return Files.writeString(file, content);
  }

  @Test
  void a_link_at_the_name_of_a_file_to_be_written_leads_nowhere() throws IOException {
    Path precious = Files.writeString(home.resolve("ledger.db"), "all that was paid for");
    Files.createSymbolicLink(home.resolve(".note.txt.tmp"), precious);
    Files.createSymbolicLink(home.resolve("note.txt"), precious);

    DurableFiles.replace(home.resolve("note.txt"), "a note");

    assertThat(precious).hasContent("all that was paid for");
    assertThat(Files.isSymbolicLink(home.resolve("note.txt"))).isFalse();
    assertThat(home.resolve("note.txt")).hasContent("a note");
  }
}

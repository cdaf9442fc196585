package dev.omnihuman.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.testing.TestFolders;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is taken from where a link leads. */
class RealFoldersTest {

  @TempDir Path home;
  private Path inbox;
  private Path working;
  private Path elsewhere;

  @BeforeEach
  void makeFolders() throws IOException {
    inbox = Files.createDirectory(home.resolve("inbox"));
    working = Files.createDirectory(home.resolve("working"));
    elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("x.json"), "not ours");
  }

  @Test
  void should_move_a_file_into_the_same_sub_folder_under_a_free_name() throws IOException {
    for (String content : new String[] {"one", "two"}) {
      Files.createDirectories(inbox.resolve("a/b"));
      Files.writeString(inbox.resolve("a/b/x.json"), content);
      RealFolders.renameInto(inbox, "a/b/x.json", working);
    }

    assertThat(working.resolve("a/b/x.json")).hasContent("one");
    assertThat(working.resolve("a/b/x-2.json")).hasContent("two");
    assertThat(inbox.resolve("a/b")).isEmptyDirectory();
  }

  @Test
  void should_take_nothing_through_a_link_at_either_end() throws IOException {
    Files.createSymbolicLink(inbox.resolve("link"), elsewhere);
    Files.createDirectory(inbox.resolve("sub"));
    Files.writeString(inbox.resolve("sub/y.json"), "ours");
    Files.createSymbolicLink(working.resolve("sub"), elsewhere);

    assertThatThrownBy(() -> RealFolders.renameInto(inbox, "link/x.json", working))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> RealFolders.renameInto(inbox, "sub/y.json", working))
        .isInstanceOf(FileSystemException.class);

    assertThat(TestFolders.names(elsewhere)).containsExactly("x.json");
    assertThat(inbox.resolve("sub/y.json")).hasContent("ours");
  }

  @Test
  void should_say_so_when_the_file_or_its_folder_is_gone() {
    assertThatThrownBy(() -> RealFolders.renameInto(inbox, "gone.json", working))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> RealFolders.renameInto(inbox, "gone/x.json", working))
        .isInstanceOf(NoSuchFileException.class);
  }

  /** A look before the rename is not enough: the swap comes in between. */
  @Test
  @EnabledOnOs(OS.LINUX)
  @Timeout(60)
  void should_take_nothing_while_a_folder_is_swapped_for_a_link_again_and_again() throws Exception {
    Path sub = inbox.resolve("sub");
    Path real = Files.createDirectory(inbox.resolve("real"));
    Path link = Files.createSymbolicLink(inbox.resolve("link"), elsewhere);
    AtomicBoolean stop = new AtomicBoolean();
    Thread swapping = new Thread(() -> swap(sub, real, link, stop));
    swapping.start();
    try {
      for (int n = 0; n < 5_000; n++) {
        try {
          RealFolders.renameInto(inbox, "sub/x.json", working);
        } catch (FileSystemException e) {
          // a link, or nothing there at this moment
        }
      }
    } finally {
      stop.set(true);
      swapping.join();
    }
    assertThat(elsewhere.resolve("x.json")).hasContent("not ours");
  }

  private static void swap(Path sub, Path real, Path link, AtomicBoolean stop) {
    try {
      while (!stop.get()) {
        Files.move(real, sub);
        Files.move(sub, real);
        Files.move(link, sub);
        Files.move(sub, link);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

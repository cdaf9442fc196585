package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestFolders;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InboxInspectionTest {

  @TempDir Path home;
  private Folders folders;
  private Rejections rejections;
  private InboxInspection inspection;

  @BeforeEach
  void start() throws IOException {
    folders = TestFolders.in(home);
    restart();
  }

  private void restart() {
    rejections = new Rejections(folders);
    inspection = new InboxInspection(folders, rejections);
  }

  @Test
  void should_tell_of_a_link_and_leave_it_where_it_is() throws IOException {
    Path target = Files.writeString(home.resolve("secret"), Manifests.JSON);
    Path link = Files.createSymbolicLink(inbox("x.json"), target);

    lookTwice();

    assertThat(note("x.reason.txt"))
        .contains("x.json was not accepted and still lies in the inbox", "a symbolic link")
        .contains("Nothing was sent, nothing was charged");
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent(Manifests.JSON);
    assertThat(rejections.count()).isEqualTo(1);
  }

  @Test
  void should_tell_of_a_link_that_leads_nowhere() throws IOException {
    Files.createSymbolicLink(inbox("x.json"), home.resolve("nowhere"));

    lookTwice();

    assertThat(note("x.reason.txt")).contains("a symbolic link");
  }

  @Test
  void should_tell_of_a_link_to_a_folder_and_not_look_into_it() throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Files.createDirectory(elsewhere.resolve("inner.json"));
    Files.createSymbolicLink(inbox("x.json"), elsewhere);

    lookTwice();

    assertThat(note("x.reason.txt")).contains("a symbolic link");
    assertThat(TestFolders.names(folders.filed().rejected())).containsExactly("x.reason.txt");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void should_tell_of_a_socket_and_leave_it_where_it_is() throws IOException {
    // Its path must be short, and a test's folder may not be.
    Path shelf = Files.createTempDirectory("s");
    Path socket = shelf.resolve("x");
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
      Files.move(socket, inbox("x.json"));

      lookTwice();

      assertThat(note("x.reason.txt")).contains("a device, pipe or socket");
      assertThat(inbox("x.json")).exists();
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(shelf);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void should_tell_of_a_file_that_it_may_not_read() throws IOException {
    Path file = Files.writeString(inbox("x.json"), Manifests.JSON);
    Files.setPosixFilePermissions(file, Set.of());
    assumeFalse(Files.isReadable(file), "the superuser may read everything");

    lookTwice();
    lookTwice();

    assertThat(note("x.reason.txt")).contains("may not read it", Files.getOwner(file).getName());
    assertThat(rejections.count()).as("told once").isEqualTo(1);
    assertThat(file).exists();
  }

  @Test
  void should_tell_of_a_folder_and_not_look_into_it() throws IOException {
    Files.createDirectory(inbox("x.json"));
    Files.createSymbolicLink(inbox("x.json").resolve("inner.json"), home);

    lookTwice();

    assertThat(note("x.reason.txt")).contains("a folder");
    assertThat(TestFolders.names(folders.filed().rejected())).containsExactly("x.reason.txt");
  }

  @Test
  void should_tell_of_a_pipe_without_waiting_for_what_comes_out_of_it() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
    Process mkfifo = new ProcessBuilder("/usr/bin/mkfifo", inbox("x.json").toString()).start();
    assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();

    lookTwice();

    assertThat(note("x.reason.txt")).contains("a device, pipe or socket");
    assertThat(inbox("x.json")).exists();
  }

  @Test
  void should_tell_of_a_file_with_two_names_only_when_it_has_them_at_two_looks()
      throws IOException {
    Files.writeString(inbox("x.json"), Manifests.JSON);
    Path second = Files.createLink(home.resolve("second"), inbox("x.json"));
    inspection.inspect();
    assertThat(TestFolders.names(folders.filed().rejected())).isEmpty();

    Files.delete(second);
    inspection.inspect();
    Files.createLink(second, inbox("x.json"));
    inspection.inspect();
    assertThat(TestFolders.names(folders.filed().rejected())).as("not in a row").isEmpty();

    inspection.inspect();
    assertThat(note("x.reason.txt")).contains("2 names (hard links)", "drop a copy");
    assertThat(inbox("x.json")).hasContent(Manifests.JSON);
  }

  @Test
  void should_tell_once() throws IOException {
    Files.createDirectory(inbox("x.json"));

    lookTwice();
    lookTwice();
    assertThat(rejections.count()).isEqualTo(1);

    restart();
    lookTwice();
    assertThat(rejections.count()).as("after a restart").isZero();
    assertThat(TestFolders.names(folders.filed().rejected())).containsExactly("x.reason.txt");
  }

  @Test
  void should_tell_again_when_something_else_bears_the_name() throws IOException {
    Files.createDirectory(inbox("x.json"));
    lookTwice();
    Files.delete(inbox("x.json"));
    Files.createSymbolicLink(inbox("x.json"), home);

    lookTwice();

    assertThat(note("x.reason.txt")).contains("a folder");
    assertThat(note("x-2.reason.txt")).contains("a symbolic link");
  }

  @Test
  void should_not_overwrite_the_note_of_a_rejected_file() throws IOException {
    Files.writeString(folders.filed().rejected().resolve("x.reason.txt"), "an older reason");
    Files.createDirectory(inbox("x.json"));

    lookTwice();

    assertThat(note("x.reason.txt")).isEqualTo("an older reason");
    assertThat(note("x-2.reason.txt")).contains("a folder");
  }

  @Test
  void should_tell_of_each_of_two_whose_long_names_begin_alike() throws IOException {
    for (String last : List.of("a", "b")) {
      Files.createDirectory(inbox("x".repeat(249) + last + ".json"));
    }

    lookTwice();

    assertThat(TestFolders.names(folders.filed().rejected())).hasSize(2);
    assertThat(rejections.count()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "notes.txt",
        "x.json.bak",
        ".hidden.json",
        "._x.json",
        "x.json~",
        "x.json.tmp",
        "x.json.part",
        "x.json.filepart",
        "x.json.crdownload",
        "Thumbs.db",
        "json"
      })
  void should_leave_other_names_alone(String name) throws IOException {
    Files.createSymbolicLink(inbox(name), home);

    lookTwice();

    assertThat(TestFolders.names(folders.filed().rejected())).isEmpty();
    assertThat(inbox(name)).isSymbolicLink();
  }

  @Test
  void should_say_nothing_of_manifests() throws IOException {
    Files.writeString(inbox("x.json"), Manifests.JSON);
    Files.writeString(inbox("half.JSON"), "{");

    lookTwice();

    assertThat(TestFolders.names(folders.filed().rejected())).isEmpty();
  }

  private void lookTwice() throws IOException {
    inspection.inspect();
    inspection.inspect();
  }

  private Path inbox(String name) {
    return folders.inbox().resolve(name);
  }

  private String note(String name) throws IOException {
    return Files.readString(folders.filed().rejected().resolve(name));
  }
}

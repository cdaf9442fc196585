package dev.omnihuman.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name from the ledger never leads out of its folder, nor through a link. */
class RelativeNamesTest {

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(strings = {"x.json", "sub/x.json", "a/b/c/x.json", "a b/ü..json", "..x/y...json"})
  void should_find_a_file_by_its_name_and_back(String name) throws IOException {
    Path file = RelativeNames.resolve(home, name);

    assertThat(file).startsWithRaw(home);
    assertThat(RelativeNames.of(home, file)).isEqualTo(name);
    assertThat(RelativeNames.folder(name) + RelativeNames.name(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/passwd",
        "..",
        "../x.json",
        "sub/../../x.json",
        "sub/..",
        "./x.json",
        "sub//x.json",
        "sub/",
        "sub/./x.json",
        "x\0.json"
      })
  void should_refuse_a_name_that_leads_elsewhere(String name) {
    assertThatThrownBy(() -> RelativeNames.resolve(home, name))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("no name of a file beneath the folder");
  }

  @Test
  void should_refuse_a_way_through_a_link_or_a_file() throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Path folder = Files.createDirectories(home.resolve("folder/real")).resolveSibling("");
    Files.createSymbolicLink(folder.resolve("link"), elsewhere);
    Files.createSymbolicLink(folder.resolve("real/link"), elsewhere);
    Files.createFile(folder.resolve("file"));

    RelativeNames.requireRealFolders(folder, "x.json");
    RelativeNames.requireRealFolders(folder, "link");
    RelativeNames.requireRealFolders(folder, "real/x.json");
    RelativeNames.requireRealFolders(folder, "not/there/yet/x.json");
    for (String name : new String[] {"link/x.json", "real/link/x.json", "file/x.json"}) {
      assertThatThrownBy(() -> RelativeNames.requireRealFolders(folder, name))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("it is no real folder");
    }
  }

  @Test
  void should_make_folders_only_where_nothing_is_in_the_way() throws IOException {
    Files.createFile(home.resolve("file"));

    DurableFiles.makeFolders(home, "a/b/x.json");
    DurableFiles.makeFolders(home, "a/c/x.json");

    assertThat(home.resolve("a/b")).isEmptyDirectory();
    assertThat(home.resolve("a/c")).isEmptyDirectory();
    assertThatThrownBy(() -> DurableFiles.makeFolders(home, "file/b/x.json"))
        .hasMessageContaining("in the way");
    assertThatThrownBy(() -> DurableFiles.makeFolders(home, "../x/y.json"))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void should_number_a_file_in_its_own_sub_folder() {
    String longest = "x".repeat(300) + "/" + "y".repeat(240) + ".json";

    assertThat(DurableFiles.numbered("a.b/x.json", 2)).isEqualTo("a.b/x-2.json");
    assertThat(DurableFiles.numbered(longest, 12))
        .startsWith("x".repeat(300) + "/y")
        .endsWith("y-12.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {".hidden", "x.json", "X.JSON", "x.held.txt", "a.reason.txt"})
  void should_not_look_into_folders_whose_mirror_would_be_in_the_way(String name)
      throws IOException {
    Path folder = Files.createDirectory(home.resolve(name));

    assertThat(RelativeNames.isSubFolder(home, folder)).isFalse();
  }

  @Test
  void should_look_into_real_folders_eight_levels_deep() throws IOException {
    Path eighth = Files.createDirectories(home.resolve("1/2/3/4/5/6/7/8/9")).resolveSibling("");
    Path link = Files.createSymbolicLink(home.resolve("link"), eighth);

    assertThat(RelativeNames.isSubFolder(home, eighth)).isTrue();
    assertThat(RelativeNames.isSubFolder(home, eighth.resolve("9"))).isFalse();
    assertThat(RelativeNames.isSubFolder(home, link)).isFalse();
  }
}

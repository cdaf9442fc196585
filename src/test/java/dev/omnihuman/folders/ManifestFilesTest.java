package dev.omnihuman.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFilesTest {

  @TempDir Path root;
  private final List<Path> closed = new ArrayList<>();

  @BeforeEach
  void fill() throws Exception {
    for (String name : List.of("a.json", "open/b.json", "shut/c.json", "shut/deeper/d.json")) {
      Files.createDirectories(root.resolve(name).getParent());
      Files.createFile(root.resolve(name));
    }
  }

  /** Permissions keep nobody out who runs the tests as root, so the refusal is ours. */
  private ManifestFiles.Opening refusing(Path shut) {
    return folder -> {
      if (folder.equals(shut)) {
        throw new AccessDeniedException(folder.toString());
      }
      return Files.newDirectoryStream(folder);
    };
  }

  @Test
  void should_go_on_after_a_sub_folder_that_is_closed_and_tell_of_it() throws Exception {
    Path shut = root.resolve("shut");

    assertThat(ManifestFiles.in(root, true, refusing(shut), closed::add))
        .containsExactlyInAnyOrder(root.resolve("a.json"), root.resolve("open/b.json"));
    assertThat(closed).containsExactly(shut);
  }

  @Test
  void should_fail_where_the_folder_itself_is_closed() {
    assertThatThrownBy(() -> ManifestFiles.in(root, true, refusing(root), closed::add))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void should_find_what_is_called_like_a_manifest_in_each_sub_folder() throws Exception {
    assertThat(ManifestFiles.in(root, true, closed::add)).hasSize(4);
    assertThat(ManifestFiles.in(root, false, closed::add)).containsExactly(root.resolve("a.json"));
    assertThat(closed).isEmpty();
  }
}

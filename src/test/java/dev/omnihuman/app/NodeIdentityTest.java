package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who a node is, and that looking makes nobody. */
class NodeIdentityTest {

  @TempDir Path folder;
  private Path home;
  private Settings settings;

  @BeforeEach
  void set() {
    home = folder.resolve("home");
    try (TestBench bench = new TestBench(home, URI.create("http://127.0.0.1:1"))) {
      settings =
          Settings.of(
              bench.with("omnihuman.ledger.url", "jdbc:postgresql://127.0.0.1:1/x").properties());
    }
  }

  @Test
  void who_only_looks_makes_neither_home_nor_names() {
    NodeIdentity nobody = NodeIdentity.ifMade(settings);

    assertThat(nobody.home()).isEqualTo("none-yet");
    assertThat(nobody.site()).isEqualTo("none-yet");
    assertThat(LedgerPlace.toLook(settings).member().site()).isEqualTo("none-yet");
    assertThat(StartUpChecks.toTell(settings, Optional.of("another process"))).isNotEmpty();
    assertThat(home).doesNotExist();
  }

  @Test
  void who_looks_where_a_node_has_worked_looks_as_that_node() {
    NodeIdentity node = NodeIdentity.of(settings);

    assertThat(home.resolve("node.id")).exists();
    assertThat(NodeIdentity.ifMade(settings)).isEqualTo(node);
    assertThat(NodeIdentity.of(settings)).isEqualTo(node);
  }

  @Test
  void a_file_that_holds_no_name_is_told_of() throws Exception {
    Files.createDirectories(home);
    Files.writeString(home.resolve("node.id"), "me\n");

    assertThatThrownBy(() -> NodeIdentity.ifMade(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("omnihuman.home")
        .hasMessageContaining("node.id holds no name");
  }
}

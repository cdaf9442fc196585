package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Origin;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.testing.Manifests;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MessageManifestsTest {

  private static final Folders FOLDERS = Folders.under(Path.of("home"));

  private static Reading read(String id, String title, String json) {
    return new MessageManifests(new Naming(FOLDERS, OutputTemplate.DEFAULT))
        .read(id, title, json.getBytes(StandardCharsets.UTF_8));
  }

  private static Manifest manifest(String id, String title) {
    return ((Reading.Whole) read(id, title, Manifests.JSON)).manifest();
  }

  @Test
  void a_message_is_known_by_its_id_and_lies_in_no_folder() {
    Manifest manifest = manifest("block:order-1", "order-1");

    assertThat(manifest.origin()).isEqualTo(Origin.ofMessage("block:order-1"));
    assertThat(manifest.file()).matches("message-[0-9a-f]{32}[.]json");
    assertThat(manifest("block:order-1", "order-1").file()).isEqualTo(manifest.file());
    assertThat(manifest("block:order-2", "order-1").file()).isNotEqualTo(manifest.file());
  }

  @Test
  void its_video_is_called_by_its_title_if_that_may_be_a_name() {
    assertThat(manifest("a", "order-1").name()).isEqualTo("order-1");
    assertThat(manifest("a", "../order/1").name()).matches("video-[0-9a-f]{8}");
    assertThat(manifest("a", "").name()).matches("video-[0-9a-f]{8}");
    assertThat(((Reading.Whole) read("a", "order-1", NAMED)).manifest().name()).isEqualTo("mine");
  }

  private static final String NAMED =
      """
      {"name": "mine", "image_url": "https://example.com/a.png", "audio_url": "https://a.example/b"}
      """;

  @Test
  void what_is_no_manifest_as_a_file_is_none_as_a_message() {
    assertThat(read("a", "order-1", "[]")).isInstanceOf(Reading.Incomplete.class);
    assertThat(read("a", "order-1", "{}")).isInstanceOf(Reading.Bad.class);
    assertThat(read("a", "order-1", NAMED.replace("mine", ".hidden")))
        .isInstanceOf(Reading.Bad.class);
  }
}

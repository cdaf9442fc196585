package dev.omnihuman.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTest {

  private static final String IMAGE = "https://example.com/face.png";
  private static final String AUDIO = "https://example.com/speech.mp3";

  @Test
  void should_have_one_hash_for_one_content_whatever_the_file_is_called() {
    GenerateRequest request = new GenerateRequest(IMAGE, AUDIO, "720p");
    Manifest manifest = new Manifest("a.json", "a", false, request);

    assertThat(manifest.contentHash())
        .matches("[0-9a-f]{64}")
        .isEqualTo(new Manifest("b.json", "a", false, request).contentHash())
        .isEqualTo(new Manifest("a.json", "b", false, request).contentHash())
        .isEqualTo(new Manifest("a.json", "a", true, request).contentHash());
  }

  @Test
  void should_have_another_hash_for_each_other_request() {
    List<GenerateRequest> requests =
        List.of(
            new GenerateRequest(IMAGE, AUDIO, null),
            new GenerateRequest(IMAGE, AUDIO, "480p"),
            new GenerateRequest(IMAGE, AUDIO, "720p"),
            new GenerateRequest(IMAGE + "?v=2", AUDIO, null),
            new GenerateRequest(IMAGE, AUDIO + "?v=2", null),
            new GenerateRequest(AUDIO, IMAGE, null));

    assertThat(requests)
        .extracting(request -> new Manifest("a.json", "a", false, request).contentHash())
        .doesNotHaveDuplicates();
  }

  /** The ledger compares hashes that an earlier release has stored. */
  @Test
  void should_keep_its_hash_from_release_to_release() {
    GenerateRequest request = new GenerateRequest(IMAGE, AUDIO, "720p");

    assertThat(new Manifest("a.json", "a", false, request).contentHash())
        .isEqualTo("48c9d46d0a3896f3d64881250206586bb06de4698e14eda58898abc05e467397");
  }

  @Test
  void should_change_nothing_but_the_file_when_it_is_claimed_under_another_name() {
    GenerateRequest request = new GenerateRequest(IMAGE, AUDIO, null);

    assertThat(new Manifest("a.json", "a", true, request).filedAs("a-2.json"))
        .isEqualTo(new Manifest("a-2.json", "a", true, request));
  }
}

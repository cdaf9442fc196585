package dev.omnihuman.testing;

import dev.omnihuman.job.GenerateRequest;
import dev.omnihuman.job.Manifest;
import java.util.List;
import java.util.stream.IntStream;

/** Manifests that keep every rule. */
public final class Manifests {

  public static final String JSON =
      """
      {"image_url": "https://example.com/face.png", "audio_url": "https://example.com/speech.mp3"}
      """;

  private static final GenerateRequest REQUEST =
      new GenerateRequest("https://example.com/face.png", "https://example.com/speech.mp3", null);

  private Manifests() {}

  /** What {@link #JSON} says in a file of this name. */
  public static Manifest in(String file) {
    String stem = file.substring(file.lastIndexOf('/') + 1).replace(".json", "");
    return new Manifest(file, stem, false, REQUEST);
  }

  /** One with a picture of its own: another content. */
  public static Manifest of(String file, String picture) {
    String image = "https://example.com/%s.png".formatted(picture);
    return new Manifest(
        file,
        file.replace(".json", ""),
        false,
        new GenerateRequest(image, REQUEST.audioUrl(), null));
  }

  /** The same content, and the wish for another take of it. */
  public static Manifest forced(String file) {
    return new Manifest(file, file.replace(".json", ""), true, REQUEST);
  }

  public static List<Manifest> many(int count) {
    return IntStream.range(0, count).mapToObj(n -> in("clip-" + n + ".json")).toList();
  }
}

package dev.omnihuman.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A job as its user wrote it.
 *
 * @param file the manifest's file name, as it stands in {@code working/}
 * @param name the stem of the finished video's name
 * @param force true asks for another take of content that was made before
 * @param request what is asked of the gateway
 */
public record Manifest(String file, String name, boolean force, GenerateRequest request) {

  /** The same manifest under the name that it got when it was claimed. */
  public Manifest filedAs(String file) {
    return new Manifest(file, name, force, request);
  }

  /**
   * SHA-256, in hex, of what the video depends on. Two manifests with the same hash ask for the
   * same video, whatever their files are called and however they are laid out.
   */
  public String contentHash() {
    // A line break cannot occur in a URL, so the joined text is unambiguous.
    String canonical =
        String.join(
            "\n",
            request.imageUrl(),
            request.audioUrl(),
            Objects.requireNonNullElse(request.resolution(), ""));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

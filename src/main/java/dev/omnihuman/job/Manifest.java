package dev.omnihuman.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A job as its user wrote it.
 *
 * @param file the manifest's name beneath {@code working/}: {@code x.json}, or {@code sub/x.json}
 *     for one of a sub-folder
 * @param name what the video shall be called
 * @param force true asks for another take of content that was made before
 * @param request what is asked of the gateway
 * @param output the name that its video gets beneath the outbox, without an ending; decided when
 *     the job is accepted
 * @param origin where it comes from
 */
public record Manifest(
    String file,
    String name,
    boolean force,
    GenerateRequest request,
    String output,
    Origin origin) {

  /** One whose video is called as its user wrote it. */
  public Manifest(String file, String name, boolean force, GenerateRequest request) {
    this(file, name, force, request, name, Origin.FOLDER);
  }

  /** The same manifest under the name that it got when it was claimed. */
  public Manifest filedAs(String file) {
    return new Manifest(file, name, force, request, output, origin);
  }

  /** Whether it lies, or lay, in the folders of a site. */
  public boolean liesIn(String site) {
    return origin.site().equals(site);
  }

  /** The same manifest, which comes from there. */
  public Manifest from(Origin whence) {
    return new Manifest(file, name, force, request, output, whence);
  }

  /** The same manifest, with its video in the same sub-folder as the manifest. */
  Manifest publishedAs(String stem) {
    String folder = file.substring(0, file.lastIndexOf('/') + 1);
    return new Manifest(file, name, force, request, folder + stem, origin);
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

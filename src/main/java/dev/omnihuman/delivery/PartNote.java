package dev.omnihuman.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.digest.Sha256;
import dev.omnihuman.folders.DurableFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What must be known to go on with a part: a small file beside it.
 *
 * @param link which file it is a part of, see {@link #identity}
 * @param etag a strong validator (RFC 9110, section 8.8.3): the same one means the same bytes
 * @param length of the whole file, in bytes; -1 while the host has not told
 * @param flushed how many bytes of the part have surely survived a power cut
 * @param modifiedAt when the whole file was last changed, as its host says; null if it does not
 * @param boot the start of the machine in which the part was written; empty where none is known
 */
record PartNote(
    String link,
    String etag,
    long length,
    long flushed,
    @Nullable Instant modifiedAt,
    String boot) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final long LARGEST = 64 * 1024;

  /** A hash of the link without its query: signatures change from one fresh link to the next. */
  static String identity(URI link) {
    String place = link.getScheme() + "://" + link.getRawAuthority() + link.getRawPath();
    byte[] hash = Sha256.create().digest(place.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash);
  }

  /** Beside {@code x.part}: {@code x.part.json}. */
  static Path beside(Path part) {
    return part.resolveSibling(part.getFileName() + ".json");
  }

  /** The note beside a part; null if there is none that can be understood. */
  static @Nullable PartNote read(Path part) {
    Path note = beside(part);
    try {
      if (!Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS) || Files.size(note) > LARGEST) {
        return null;
      }
      JsonNode json = JSON.readTree(Files.readAllBytes(note));
      PartNote read =
          new PartNote(
              json.path("link").asText(),
              json.path("etag").asText(),
              json.path("length").asLong(-1),
              json.path("flushed").asLong(0),
              instant(json.path("modified").asText()),
              json.path("boot").asText());
      return MediaAnswer.isStrong(read.etag()) ? read : null;
    } catch (IOException e) {
      return null; // half written before a crash: then the part is begun anew
    }
  }

  /**
   * @param durably whether it shall survive a power cut as well as a crash
   */
  void write(Path part, boolean durably) throws IOException {
    Path note = beside(part);
    Path fresh = note.resolveSibling(note.getFileName() + ".new");
    byte[] json = JSON.writeValueAsBytes(toJson());
    Files.deleteIfExists(fresh);
    if (durably) {
      DurableFiles.writeDurably(fresh, json);
    } else {
      Files.write(fresh, json, StandardOpenOption.CREATE_NEW);
    }
    Files.move(fresh, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private ObjectNode toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("link", link).put("etag", etag).put("length", length).put("flushed", flushed);
    json.put("modified", modifiedAt == null ? null : modifiedAt.toString());
    return json.put("boot", boot);
  }

  private static @Nullable Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Whether a part of this size holds what was written, and not what a power cut left of it. */
  boolean vouchesFor(long size) {
    boolean sameBoot = !boot.isEmpty() && boot.equals(Boot.ID);
    return size <= (length < 0 ? Long.MAX_VALUE : length) && (sameBoot || size == flushed);
  }

  PartNote withLength(long whole) {
    return new PartNote(link, etag, whole, flushed, modifiedAt, boot);
  }

  PartNote withFlushed(long size) {
    return new PartNote(link, etag, length, size, modifiedAt, Boot.ID);
  }
}

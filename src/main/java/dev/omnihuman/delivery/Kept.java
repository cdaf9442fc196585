package dev.omnihuman.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.digest.Sha256;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.job.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a job lie before they are published, and which of them are whole. A whole one
 * that cannot be published yet is known by a note beside it, so that it is not fetched again: its
 * link may die first.
 */
final class Kept {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final Path parts;

  /** Behind a file's number; each node has files of its own, even in a folder that they share. */
  private final String node;

  /**
   * @param node empty if there can be no other
   */
  Kept(Path parts, String node) {
    this.parts = parts;
    this.node = node.isEmpty() ? "" : "." + node;
  }

  /** Where the n-th file of a job grows; n counts from 1. */
  Path part(Job job, int n) {
    return parts.resolve("%s.%d%s.part".formatted(job.id(), n, node));
  }

  private Path note(Job job, int n) {
    return parts.resolve("%s.%d%s.whole.json".formatted(job.id(), n, node));
  }

  /** Survives a power cut, as the file itself does. */
  void keep(Job job, int n, FetchedFile file) throws IOException {
    ObjectNode note = JSON.createObjectNode();
    note.put("size", file.size());
    note.put("sha256", file.sha256());
    note.put("modified", file.modifiedAt() == null ? null : file.modifiedAt().toString());
    note.put("seconds", file.seconds());
    byte[] bytes = JSON.writeValueAsBytes(note);
    DurableFiles.replaceDurably(
        note(job, n),
        out -> {
          out.write(bytes);
          return bytes.length;
        });
  }

  /** The n-th file of a job, if it was fetched whole and has not changed since. */
  Optional<FetchedFile> find(Job job, int n) throws IOException {
    Path part = part(job, n);
    Path note = note(job, n);
    if (!Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    FetchedFile file = read(part, note);
    if (file == null
        || Files.size(part) != file.size()
        || !Sha256.hex(part).equals(file.sha256())) {
      Files.delete(note);
      return Optional.empty();
    }
    return Optional.of(file);
  }

  private static @Nullable FetchedFile read(Path part, Path note) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(note));
      String modified = json.path("modified").asText("");
      return new FetchedFile(
          part,
          json.path("size").asLong(-1),
          json.path("sha256").asText(),
          modified.isEmpty() || modified.equals("null") ? null : Instant.parse(modified),
          json.path("seconds").isNumber() ? json.path("seconds").decimalValue() : null);
    } catch (JsonProcessingException | DateTimeException e) {
      return null; // then the file is fetched again
    }
  }
}

package dev.omnihuman.bucket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.folders.DurableFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which multipart uploads of ours are under way, in a folder of the home: the server keeps the
 * parts of one that nobody ends, and has them paid for. What a predecessor left is known from the
 * start, so that it cannot be taken for one of ours.
 */
final class UploadNotes {

  private static final Logger LOG = LoggerFactory.getLogger(UploadNotes.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final long LARGEST = 64 * 1024;

  /** One upload. */
  record Note(Path file, String bucket, String key, String uploadId) {}

  private final Path folder;
  private final List<Note> left;

  UploadNotes(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.left = new ArrayList<>(find());
  }

  private List<Note> find() throws IOException {
    List<Note> notes = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= LARGEST) {
          read(file, notes);
        }
      }
    }
    return notes;
  }

  private static void read(Path file, List<Note> notes) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      String upload = json.path("upload_id").asText();
      if (!upload.isEmpty()) {
        notes.add(new Note(file, json.path("bucket").asText(), json.path("key").asText(), upload));
      }
    } catch (JsonProcessingException e) {
      // Half written before a crash: then no part was sent either.
      LOG.debug("{} is no note of an upload: {}", file, e.toString());
      Files.delete(file);
    }
  }

  /** It could not be ended now. */
  synchronized void keep(Note note) {
    if (!left.contains(note)) {
      left.add(note);
    }
  }

  /** Those that nobody works at and that are not ended yet. */
  synchronized List<Note> left() {
    return List.copyOf(left);
  }

  /** Durably, before the first part is sent. */
  Note add(String bucket, String key, String uploadId) throws IOException {
    Path file = folder.resolve(UUID.randomUUID() + ".json");
    DurableFiles.writeDurably(
        file,
        JSON.writeValueAsBytes(
            JSON.createObjectNode()
                .put("bucket", bucket)
                .put("key", key)
                .put("upload_id", uploadId)));
    DurableFiles.syncFolder(folder);
    return new Note(file, bucket, key, uploadId);
  }

  synchronized void remove(Note note) throws IOException {
    left.remove(note);
    Files.deleteIfExists(note.file());
  }
}

package dev.omnihuman.folders;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Puts a job's manifest where its state says that people will look for it, with a note beside it
 * where there was trouble. It follows the ledger: whatever a crash interrupts here is done again
 * from the ledger at the next start.
 */
public final class ManifestFiling {

  private static final JsonMapper JSON = new JsonMapper();

  private final Folders folders;

  public ManifestFiling(Folders folders) {
    this.folders = folders;
  }

  /** Files the manifest of a job that has just been moved. */
  public void file(@Variable("job") Job job) throws IOException {
    switch (job.state()) {
      case DELIVERED -> moveTo(folders.filed().done(), job);
      case FAILED, ABANDONED -> {
        Path filed = moveTo(folders.filed().failed(), job);
        if (filed != null) {
          replace(DurableFiles.noteBeside(filed, ".reason.json"), reason(job));
        }
      }
      case IN_DOUBT -> hold(job, doubt(job));
      case ACCEPTED -> {
        if (job.ending().words() != null) {
          hold(job, waiting(job));
        }
      }
      // Whatever it waited for is over; at each step, because a crash may have come in between.
      default -> Files.deleteIfExists(heldNote(job));
    }
  }

  private @Nullable Path moveTo(Path folder, Job job) throws IOException {
    Files.deleteIfExists(heldNote(job));
    Path manifest = folders.filed().working().resolve(job.manifest().file());
    try {
      Failpoint.BEFORE_FILING.reached();
      Path filed = DurableFiles.renameInto(manifest, folder, job.manifest().file());
      Failpoint.AFTER_FILING.reached();
      return filed;
    } catch (NoSuchFileException e) {
      return null; // filed before a crash, or taken away by a person; the ledger has the job
    }
  }

  private Path heldNote(Job job) {
    return DurableFiles.noteBeside(
        folders.filed().working().resolve(job.manifest().file()), ".held.txt");
  }

  private void hold(Job job, String text) throws IOException {
    if (Files.exists(
        folders.filed().working().resolve(job.manifest().file()), LinkOption.NOFOLLOW_LINKS)) {
      replace(heldNote(job), text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String doubt(Job job) {
    return """
    %s is held: it may have been accepted and charged; the gateway's answer was lost or unclear.

    What happened: %s
    Attempt:       %d
    Job:           %s

    It is not submitted again by itself, because that could pay for the same video twice.
    Look in the provider's account whether this request is there.
    """
        .formatted(job.manifest().file(), job.ending().words(), job.progress().attempt(), job.id());
  }

  private static String waiting(Job job) {
    return """
    %s waits: the gateway did not take it yet, and it was not charged.

    What happened: %s
    Job:           %s

    It is submitted again by itself as soon as the gateway takes jobs.
    """
        .formatted(job.manifest().file(), job.ending().words(), job.id());
  }

  private static byte[] reason(Job job) {
    ObjectNode note = JSON.createObjectNode();
    note.put("job", job.id());
    note.put("state", job.state().name());
    FailureReason reason = job.ending().reason();
    if (reason != null) {
      note.put("reason", reason.name());
      note.put("meaning", reason.meaning());
    }
    note.put("provider_words", job.ending().words());
    note.put("request_id", job.remote().requestId());
    note.put("attempts", job.progress().attempt());
    note.put("charged", job.ending().charged().name().toLowerCase(Locale.ROOT));
    if (reason != null) {
      note.put("what_next", reason.advice());
    }
    return bytes(note);
  }

  private static byte[] bytes(ObjectNode note) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(note);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree of strings can always be written", e);
    }
  }

  /** A note is rewritten whole: a reader sees the old one or the new one. */
  private static void replace(Path note, byte[] content) throws IOException {
    Path fresh = note.resolveSibling("." + note.getFileName() + ".tmp");
    Files.write(fresh, content);
    Files.move(fresh, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

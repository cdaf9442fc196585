package dev.omnihuman.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers to paid calls that the ledger could not store, each a file that was flushed to the disk.
 * A full disk is the likeliest cause, so some room is kept for them: a reserve that is given up for
 * the first note.
 */
public final class OrphanNotes {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanNotes.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final String RESERVE = "reserve";
  private static final int RESERVE_BYTES = 1 << 18;

  private final Path folder;

  /**
   * @param home where the folder {@code orphans} lies
   */
  public OrphanNotes(Path home) throws IOException {
    folder = home.resolve("orphans");
    Files.createDirectories(folder);
    keepReserve();
  }

  private void keepReserve() throws IOException {
    Path reserve = folder.resolve(RESERVE);
    if (!Files.exists(reserve)) {
      DurableFiles.writeDurably(reserve, new byte[RESERVE_BYTES]);
    }
  }

  /** Keeps an answer until the ledger can take it. */
  void keep(Job begun, Answer answer, @Nullable String requestId) {
    ObjectNode note = JSON.createObjectNode();
    note.put("job", begun.id());
    note.put("attempt", begun.progress().attempt());
    note.put("at", answer.at().toString());
    note.put("outcome", answer.outcome().name());
    note.put("words", answer.words());
    note.put("request_id", requestId);
    String name = "%s.%d.json".formatted(begun.id(), begun.progress().attempt());
    Path hidden = folder.resolve("." + name + ".tmp");
    try {
      Files.deleteIfExists(folder.resolve(RESERVE));
      Files.deleteIfExists(hidden);
      DurableFiles.writeDurably(hidden, JSON.writeValueAsBytes(note));
      Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.syncFolder(folder);
    } catch (IOException e) {
      LOG.error("job {}: not even a note could be kept; the log alone has it", begun.label(), e);
    }
  }

  /**
   * @return whether the ledger has every answer now
   */
  boolean replay(JobLedger ledger) throws IOException {
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "*.json")) {
      for (Path note : notes) {
        replay(ledger, note, JSON.readTree(Files.readAllBytes(note)));
      }
    } catch (LedgerException e) {
      return false;
    }
    keepReserve();
    return true;
  }

  private static void replay(JobLedger ledger, Path note, JsonNode content) throws IOException {
    Optional<Job> found = ledger.find(content.path("job").asText());
    Answer answer =
        new Answer(
            Instant.parse(content.path("at").asText()),
            SubmitOutcome.valueOf(content.path("outcome").asText()),
            content.path("words").textValue(),
            null);
    if (found.isPresent() && isAwaited(found.get(), content)) {
      Job job = ledger.settle(found.get(), answer, content.path("request_id").textValue());
      LOG.info(
          "job {}: the answer that was kept in a note is stored: {}", job.label(), job.state());
    } else if (isUnknown(ledger, content.path("request_id").textValue())) {
      LOG.error(
          "{}: nothing waits for this answer any more, and the ledger does not know its request id"
              + " {}, which may be paid for; the note stays as {}.unclaimed",
          note.getFileName(),
          content.path("request_id").asText(),
          note.getFileName());
      Files.move(note, note.resolveSibling(note.getFileName() + ".unclaimed"));
      return;
    } else {
      LOG.info("{}: the ledger has this answer already", note.getFileName());
    }
    Files.delete(note);
  }

  private static boolean isUnknown(JobLedger ledger, @Nullable String requestId) {
    return requestId != null && ledger.findByRequestId(requestId).isEmpty();
  }

  private static boolean isAwaited(Job job, JsonNode note) {
    return (job.state() == JobState.SUBMITTING || job.state() == JobState.IN_DOUBT)
        && job.progress().attempt() == note.path("attempt").asInt();
  }
}

package dev.omnihuman.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
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
    folder = folder(home);
    Files.createDirectories(folder);
    keepReserve();
  }

  /** Where they lie. */
  public static Path folder(Path home) {
    return home.resolve("orphans");
  }

  private void keepReserve() throws IOException {
    Path reserve = folder.resolve(RESERVE);
    if (!Files.exists(reserve)) {
      DurableFiles.writeDurably(reserve, new byte[RESERVE_BYTES]);
    }
  }

  /** Keeps an answer until the ledger can take it. */
  void keep(Job begun, Answer answer, @Nullable String requestId) {
    keep(begun, answer, requestId, null);
  }

  /**
   * Keeps that a paid call was not made, whose intent may have been stored.
   *
   * @param intent its random name: another attempt of the same number is another one
   */
  void keepUnmade(Job begun, Answer notMade, String intent) {
    keep(begun, notMade, null, intent);
  }

  private void keep(Job begun, Answer answer, @Nullable String requestId, @Nullable String intent) {
    ObjectNode note = JSON.createObjectNode();
    note.put("job", begun.id());
    note.put("attempt", begun.progress().attempt());
    note.put("at", answer.at().toString());
    note.put("outcome", answer.outcome().name());
    note.put("words", answer.words());
    note.put("request_id", requestId);
    note.put("intent", intent);
    String name =
        "%s.%d%s.json"
            .formatted(begun.id(), begun.progress().attempt(), intent == null ? "" : "." + intent);
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
   * @param settled gets each job whose answer was stored
   * @return whether the ledger has every answer now that can be read
   */
  boolean replay(JobLedger ledger, Consumer<Job> settled) throws IOException {
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "*.json")) {
      for (Path note : notes) {
        Optional<Note> content = read(note, Files.readAllBytes(note));
        if (content.isPresent()) {
          replay(ledger, note, content.get(), settled);
        }
      }
    } catch (LedgerException e) {
      return false;
    }
    keepReserve();
    return true;
  }

  /** What a note says; one that makes no sense is set aside, so that it does not stop the rest. */
  private Optional<Note> read(Path note, byte[] json) throws IOException {
    try {
      return Optional.of(Note.of(JSON.readTree(json)));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      Path aside = DurableFiles.renameInto(note, folder, note.getFileName() + ".unreadable");
      LOG.error(
          "{}: this note of an answer cannot be read; it may tell of a request that is paid for;"
              + " it stays as {}",
          note.getFileName(),
          aside,
          e);
      return Optional.empty();
    }
  }

  private static void replay(JobLedger ledger, Path note, Note content, Consumer<Job> settled)
      throws IOException {
    Optional<Job> found = ledger.find(content.job());
    if (found.isPresent() && isAwaited(found.get(), content) && isOfThisAttempt(ledger, content)) {
      Job job = ledger.settle(found.get(), content.answer(), content.requestId());
      settled.accept(job);
      LOG.info(
          "job {}: the answer that was kept in a note is stored: {}", job.label(), job.state());
    } else if (isUnknown(ledger, content.requestId())) {
      LOG.error(
          "{}: nothing waits for this answer any more, and the ledger does not know its request id"
              + " {}, which may be paid for; the note stays as {}.unclaimed",
          note.getFileName(),
          content.requestId(),
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

  private static boolean isAwaited(Job job, Note note) {
    return (job.state() == JobState.SUBMITTING || job.state() == JobState.IN_DOUBT)
        && job.progress().attempt() == note.attempt();
  }

  private static boolean isOfThisAttempt(JobLedger ledger, Note note) {
    return note.intent() == null || ledger.isBegunBy(note.job(), note.attempt(), note.intent());
  }

  private record Note(
      String job, int attempt, Answer answer, @Nullable String requestId, @Nullable String intent) {

    /**
     * @throws IllegalArgumentException or {@link DateTimeException} if it is no whole note
     */
    static Note of(JsonNode note) {
      SubmitOutcome outcome = SubmitOutcome.valueOf(text(note, "outcome"));
      String requestId =
          outcome == SubmitOutcome.ACCEPTED
              ? text(note, "request_id")
              : note.path("request_id").textValue();
      if (!note.path("attempt").isInt()) {
        throw new IllegalArgumentException("it has no attempt");
      }
      Instant at = Instant.parse(text(note, "at"));
      return new Note(
          text(note, "job"),
          note.path("attempt").intValue(),
          new Answer(at, outcome, note.path("words").textValue(), null),
          requestId,
          note.path("intent").textValue());
    }

    private static String text(JsonNode note, String field) {
      String text = note.path(field).textValue();
      if (text == null) {
        throw new IllegalArgumentException("it has no " + field);
      }
      return text;
    }
  }
}

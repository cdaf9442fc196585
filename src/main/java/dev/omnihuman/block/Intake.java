package dev.omnihuman.block;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.intake.MessageManifests;
import dev.omnihuman.intake.Problem;
import dev.omnihuman.intake.Reading;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.ledger.Acceptance;
import dev.omnihuman.ledger.JobLedger;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;

/** Makes jobs of messages. When a method returns, the ledger has the job. */
final class Intake {

  /** The header with the key by which a message is known when it comes again. */
  static final String KEY = "omnihuman-key";

  /** More than any manifest may have; how much too long it is does not matter. */
  private static final int ENOUGH = (256 << 10) + 1;

  private static final Pattern KEYS = Pattern.compile("[^\\p{Cntrl}]{1,200}");
  private static final JsonMapper JSON = new JsonMapper();

  private final JobLedger ledger;
  private final MessageManifests messages;

  /**
   * Messages without a key are told apart in this run alone: their ids may begin anew in the next.
   */
  private final String run = UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT);

  Intake(JobLedger ledger, MessageManifests messages) {
    this.ledger = ledger;
    this.messages = messages;
  }

  /**
   * Makes a job of a message, unless it made one before, or its content did.
   *
   * @param body JSON as text, bytes, a stream or a file, or a Map
   * @param key the same whenever the same message comes; null: none is known
   * @param messageId of the message that the application's routes carry
   * @throws InvalidJobException if no job can be made of it
   * @throws JobRefusedException if another try of its content might be charged again, or if the key
   *     belongs to another content
   */
  AcceptedJob accept(@Nullable Object body, @Nullable String key, String messageId)
      throws IOException {
    byte[] bytes = bytes(body);
    Manifest manifest = key == null ? keyless(bytes, messageId) : keyed(bytes, key);
    Acceptance acceptance = ledger.accept(List.of(manifest)).get(0);
    Job job = acceptance.job();
    if (job == null) {
      throw new IllegalStateException(
          "%s belongs to an open job that this message did not make; nothing was accepted"
              .formatted(manifest.file()));
    }
    if (acceptance instanceof Acceptance.NeedsForce) {
      throw JobRefusedException.needsForce(job);
    }
    if (acceptance instanceof Acceptance.Seen seen) {
      return seen(seen, key);
    }
    if (acceptance instanceof Acceptance.Duplicate) {
      return new AcceptedJob(job, "duplicate");
    }
    return new AcceptedJob(job, acceptance instanceof Acceptance.Reopened ? "reopened" : "new");
  }

  private static AcceptedJob seen(Acceptance.Seen seen, @Nullable String key) {
    Job job = seen.job();
    if (!job.manifest().contentHash().equals(seen.manifest().contentHash())) {
      throw JobRefusedException.otherContent(job, key);
    }
    boolean itsOwn = job.manifest().file().equals(seen.manifest().file());
    boolean endedBadly = job.state().isTerminal() && job.state() != JobState.DELIVERED;
    if (endedBadly && !itsOwn) {
      // It was refused when it came first; that it comes again must not make a success of it.
      throw JobRefusedException.needsForce(job);
    }
    return new AcceptedJob(job, "seen");
  }

  private Manifest keyed(byte[] bytes, String key) {
    if (!KEYS.matcher(key).matches()) {
      throw new InvalidJobException(
          List.of(
              "header %s: found %d characters, allowed: 1 to 200, no control characters"
                  .formatted(KEY, key.length())));
    }
    return manifest("block:" + key, key, bytes);
  }

  /** One exchange may carry several jobs, one after the other, and they share its message's id. */
  private Manifest keyless(byte[] bytes, String messageId) {
    String name = run + "/" + messageId;
    Manifest read = manifest(name, "", bytes);
    return manifest("exchange:" + name + "/" + read.contentHash(), "", bytes);
  }

  private Manifest manifest(String id, String title, byte[] bytes) {
    Reading reading = messages.read(id, title, bytes);
    if (reading instanceof Reading.Whole whole) {
      return whole.manifest();
    }
    throw new InvalidJobException(reading.problems().stream().map(Problem::message).toList());
  }

  private static byte[] bytes(@Nullable Object body) throws IOException {
    if (body instanceof byte[] bytes) {
      return bytes;
    }
    if (body instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (body instanceof WrappedFile<?> wrapped && wrapped.getFile() != null) {
      return bytes(wrapped.getFile());
    }
    if (body instanceof File file) {
      return bytes(file.toPath());
    }
    if (body instanceof Path file) {
      try (InputStream in = Files.newInputStream(file)) {
        return in.readNBytes(ENOUGH);
      }
    }
    if (body instanceof StreamCache cache) {
      // It can be read again, also by who comes behind us.
      cache.reset();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      cache.writeTo(all);
      cache.reset();
      return all.toByteArray();
    }
    if (body instanceof InputStream in) {
      return in.readNBytes(ENOUGH);
    }
    if (body instanceof Map<?, ?> || body instanceof JsonNode) {
      return json(body);
    }
    throw new InvalidJobException(
        List.of(
            "body: found %s, allowed: JSON as text, bytes, a stream or a file, or a Map"
                .formatted(body == null ? "nothing" : body.getClass().getName())));
  }

  private static byte[] json(Object body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new InvalidJobException(
          List.of(
              "body: found a Map that is no JSON (%s), allowed: texts and true or false"
                  .formatted(e.getOriginalMessage())));
    }
  }
}

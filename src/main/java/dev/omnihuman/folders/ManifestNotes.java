package dev.omnihuman.folders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.OutputPlaces;
import dev.omnihuman.job.Retry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the notes beside manifests say, for people who see nothing but the folders. */
final class ManifestNotes {

  private static final JsonMapper JSON = new JsonMapper();

  private ManifestNotes() {}

  static String doubt(Job job) {
    return """
    %s is held: it may have been accepted and charged; the gateway's answer was lost or unclear.

    What happened: %s
    Attempt:       %d
    Job:           %s

    It is not submitted again by itself, because that could pay for the same video twice.
    If the gateway calls back about it, it goes on by itself, and this note goes away. If not:
    look in the provider's account whether this request is there. Then, at the command line:

      resolve %s --request-id ID     it is there: its video is fetched
      resolve %s --resubmit --yes    it is not there: it is submitted again
      resolve %s --abandon           it is given up
    """
        .formatted(
            job.manifest().file(),
            job.ending().words(),
            job.progress().attempt(),
            job.id(),
            job.id(),
            job.id(),
            job.id());
  }

  static String waiting(Job job) {
    return """
    %s waits: the gateway did not take it yet%s.

    What happened: %s
    Job:           %s

    It is submitted again by itself as soon as the gateway takes jobs.
    """
        .formatted(job.manifest().file(), cost(job), job.ending().words(), job.id());
  }

  static String unfetched(Job job) {
    return """
    %s waits: its video is made and paid for, and could not be brought into the outbox yet.

    What happened: %s
    Job:           %s

    It is brought there by itself as soon as that works; what came of it is kept.
    """
        .formatted(job.manifest().file(), job.ending().words(), job.id());
  }

  static String waitsAtGates(Job job, List<ClosedGate> gates) {
    return """
    %s waits: no job is submitted now%s.

    %s
    Job: %s

    It is submitted by itself as soon as that is over.
    """
        .formatted(
            job.manifest().file(),
            cost(job),
            gates.stream().map(ManifestNotes::cause).collect(Collectors.joining()),
            job.id());
  }

  private static String cause(ClosedGate gate) {
    String next =
        gate.trial().at() == null ? "" : "Next trial:   %s\n".formatted(gate.trial().at());
    return "Why:          %s: %s\nIt means:     %s\nSince:        %s\n%sWhat to do:   %s\n"
        .formatted(
            gate.gate(),
            gate.cause(),
            gate.gate().meaning(),
            gate.shutAt(),
            next,
            gate.gate().advice());
  }

  private static String cost(Job job) {
    return switch (job.ending().chargedInAll()) {
      case NO -> ", and it was not charged";
      case UNKNOWN -> "; an earlier attempt may have been charged";
      case YES -> "; an earlier attempt was charged";
    };
  }

  static String duplicate(Manifest manifest, Job earlier, Path outbox) {
    String videos =
        earlier.state() == JobState.DELIVERED
            ? earlier.ending().outputs().stream()
                .map(name -> OutputPlaces.isInBucket(name) ? name : outbox.resolve(name).toString())
                .collect(Collectors.joining(", "))
            : "not there yet; the job is %s".formatted(earlier.state());
    return """
    %s asks for the same as an earlier job. It was not submitted, and not paid for again.

    Earlier job:  %s, accepted at %s
    Its manifest: %s
    Its video:    %s

    To have another take made, at its price, add "force": true and drop it into the inbox again.
    """
        .formatted(
            manifest.file(),
            earlier.id(),
            earlier.times().acceptedAt(),
            earlier.manifest().file(),
            videos);
  }

  static String reason(Job job) {
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
    note.put("charged", job.ending().chargedInAll().name().toLowerCase(Locale.ROOT));
    if (reason != null) {
      note.put("what_next", reason.advice());
    }
    note.put("dropped_again", again(job));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(note);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a tree of strings can always be written", e);
    }
  }

  /** What follows when the manifest is moved into the inbox again as it is. */
  private static String again(Job job) {
    if (job.manifest().force()) {
      return "it is another take at its price, because it says \"force\": true; without that, what"
          + " is free is tried first";
    }
    return Retry.withoutRisk(job, job.times().acceptedAt())
        .map(
            next ->
                next.state() == JobState.SUBMITTED
                    ? "the gateway is asked again about the request, which is free"
                    : "it is submitted anew; nothing was charged for it so far")
        .orElse(
            job.ending().chargedInAll() == Charged.YES
                ? "it comes back here: another try is charged again and needs \"force\": true"
                : "it comes back here: another try may be charged again and needs \"force\": true");
  }

  static boolean isReasonOf(Job job, byte[] note) throws IOException {
    try {
      return job.id().equals(JSON.readTree(note).path("job").asText());
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /**
   * The manifest that a note {@code x.reason.json} stands beside; its ending is that of its file.
   */
  static Path manifestBeside(Path note, String file) {
    String stem = String.valueOf(note.getFileName()).replaceFirst("\\.reason\\.json$", "");
    return note.resolveSibling(stem + file.substring(DurableFiles.stem(file).length()));
  }
}

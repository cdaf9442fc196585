package dev.omnihuman.notices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.desk.JobDocuments;
import dev.omnihuman.desk.NextStep;
import dev.omnihuman.desk.Spoken;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.StatusNames;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Origin;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.ledger.JobReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file {@code x.status.json} beside each manifest in {@code working/}: how its job stands, for
 * programs and people who see nothing but the folders. It follows the ledger, which says which jobs
 * have changed; after a start all are written anew. Nothing waits for it, and a share that cannot
 * be written is told of once.
 */
public final class StatusFiles {

  private static final Logger LOG = LoggerFactory.getLogger(StatusFiles.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PAGE = 500;

  /** A manifest that comes back from {@code failed/} is there a moment after the ledger says so. */
  private static final Duration A_MOMENT = Duration.ofSeconds(10);

  /** What could not be written, a file or a whole share, is not tried at each tick. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** Ours are small; no more of anybody's is read. */
  private static final int LARGEST = 64 << 10;

  /** So many in a round, and the share itself is broken. */
  private static final int MOST_FAILURES = 10;

  private final Folders folders;
  private final String site;
  private final JobReader ledger;
  private final Clock clock;

  /** Ids of jobs whose file is to be written, and since when. */
  private final Map<String, Instant> changed = new ConcurrentHashMap<>();

  /** Ids of jobs whose file could not be written, and when it is tried again. */
  private final Map<String, Instant> putOff = new HashMap<>();

  /** Held by whoever writes; only then the fields around it are used. */
  private final ReentrantLock writing = new ReentrantLock();

  private Instant pausedUntil = Instant.MIN;
  private boolean inTrouble;
  private volatile boolean stopping;

  /** For folders that nobody shares. */
  public StatusFiles(Folders folders, JobReader ledger, Clock clock) {
    this(folders, Origin.FOLDER.site(), ledger, clock);
  }

  /**
   * @param site the name of these folders; jobs of others have their files there
   */
  public StatusFiles(Folders folders, String site, JobReader ledger, Clock clock) {
    this.folders = folders;
    this.site = site;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** The job's file is to be written; it is, a moment later and by somebody else. */
  public void mark(Job job) {
    if (!job.manifest().liesIn(site)) {
      return;
    }
    changed.put(job.id(), clock.instant());
  }

  /** What a predecessor left is old: the files of all jobs that are not finished are written. */
  public void markAll() {
    for (JobState state : JobState.values()) {
      if (!state.isTerminal()) {
        markAll(state);
      }
    }
  }

  private void markAll(JobState state) {
    String lastId = "";
    List<Job> page;
    do {
      page = ledger.page(state, lastId, PAGE);
      page.forEach(this::mark);
      lastId = page.isEmpty() ? lastId : page.get(page.size() - 1).id();
    } while (page.size() == PAGE);
  }

  /**
   * Takes away files of ours whose job has ended meanwhile.
   *
   * @param on false: those of open jobs too, because they are not kept up to date any more
   */
  public void clearAway(boolean on) {
    try {
      for (Path file : StatusNames.in(folders.filed().working())) {
        String manifest = manifestOf(file);
        boolean kept = on && !ledger.openManifests(List.of(manifest)).isEmpty();
        if (!manifest.isEmpty() && !kept) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      LOG.warn("old status files cannot be taken out of working: {}", e.toString());
    }
  }

  /** Empty text for what is none of ours, such as a manifest that somebody called so. */
  private static String manifestOf(Path file) throws IOException {
    JsonNode status = content(file);
    return status.path("next_step").isTextual() ? status.path("manifest").asText() : "";
  }

  /** What is no JSON at all is nobody's manifest, but what a broken disk has left of ours. */
  private static boolean isSomebodyElses(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    return Files.size(file) > LARGEST
        || content(file).isContainerNode() && manifestOf(file).isEmpty();
  }

  /** Nothing for what is no JSON, or too large for ours. */
  private static JsonNode content(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return JSON.readTree(in.readNBytes(LARGEST));
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Brings the files of all jobs up to date that have changed since. */
  public void write() {
    if (!stopping && writing.tryLock()) {
      try {
        writeWhile(() -> !stopping);
      } finally {
        writing.unlock();
      }
    }
  }

  /** From now on no file is begun, but by {@link #writeLast}. */
  public void stop() {
    stopping = true;
  }

  /**
   * Once more before the end.
   *
   * @param atMost after which no file is begun any more; the next start writes all anew
   */
  public void writeLast(Duration atMost) {
    Instant end = clock.instant().plus(atMost);
    try {
      if (writing.tryLock(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          writeWhile(() -> clock.instant().isBefore(end));
        } finally {
          writing.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeWhile(BooleanSupplier goesOn) {
    Instant now = clock.instant();
    if (changed.isEmpty() || now.isBefore(pausedUntil)) {
      return;
    }
    NextStep next = new NextStep(ledger.closedGates(), now);
    List<Map.Entry<String, Instant>> oldestFirst =
        changed.entrySet().stream()
            .map(Map.Entry::copyOf)
            .sorted(Map.Entry.comparingByValue())
            .toList();
    int failures = 0;
    for (Map.Entry<String, Instant> each : oldestFirst) {
      if (failures == MOST_FAILURES || !goesOn.getAsBoolean()) {
        break;
      }
      if (!now.isBefore(putOff.getOrDefault(each.getKey(), Instant.MIN))) {
        failures += write(each.getKey(), each.getValue(), next) ? 0 : 1;
      }
    }
    inTrouble = !putOff.isEmpty();
    pausedUntil = failures == MOST_FAILURES ? now.plus(PAUSE) : pausedUntil;
  }

  private boolean write(String id, Instant since, NextStep next) {
    try {
      if (bringUpToDate(id, next) || since.plus(A_MOMENT).isBefore(next.now())) {
        changed.remove(id, since);
      }
      putOff.remove(id);
      return true;
    } catch (IOException e) {
      if (!inTrouble) {
        LOG.warn(
            "status files cannot be written: {}; jobs go on, and it is tried again", e.toString());
      }
      inTrouble = true;
      // Others must not wait for one file that is in the way.
      putOff.put(id, next.now().plus(PAUSE));
      return false;
    }
  }

  /**
   * @return false if a manifest that should be there is not
   */
  private boolean bringUpToDate(String id, NextStep next) throws IOException {
    Job job = ledger.find(id).orElse(null);
    if (job == null) {
      return true;
    }
    String manifest = job.manifest().file();
    Path file = StatusNames.beside(folders.filed().working(), manifest);
    if (isSomebodyElses(file)) {
      return true;
    }
    if (job.state().isTerminal()) {
      // The name may be another job's by now.
      if (ledger.openManifests(List.of(manifest)).isEmpty()) {
        Files.deleteIfExists(file);
      }
      return true;
    }
    if (!isAtWork(manifest)) {
      Files.deleteIfExists(file);
      return false;
    }
    DurableFiles.replace(file, text(job, next));
    return true;
  }

  private boolean isAtWork(String manifest) throws IOException {
    Path path = StatusNames.manifest(folders.filed().working(), manifest);
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private String text(Job job, NextStep next) {
    List<JobEvent> events = ledger.events(job.id());
    Instant since =
        events.isEmpty() ? job.times().acceptedAt() : events.get(events.size() - 1).at();
    ObjectNode status = JSON.createObjectNode();
    status.put("job", job.id());
    status.put("name", job.manifest().name());
    status.put("manifest", job.manifest().file());
    status.put("state", job.state().name());
    status.put("since", since.toString());
    status.put("meaning", JobDocuments.meaning(job));
    status.put("next_step", Plain.words(next.of(job)));
    status.put("words", Plain.words(job.ending().words()));
    status.put("attempts", job.progress().attempt());
    status.put("charged", Spoken.charged(job.ending().chargedInAll()));
    status.put("request_id", job.remote().requestId());
    Instant expected = job.times().expectedAt();
    status.put("expected_at", expected == null ? null : expected.toString());
    status.put("updated_at", next.now().toString());
    return status.toPrettyString() + "\n";
  }
}

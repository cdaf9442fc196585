package dev.omnihuman.block;

import dev.omnihuman.app.EmbeddedEngine;
import dev.omnihuman.job.Backoff;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/**
 * The kamelet {@code omnihuman-source}: jobs that have ended, each until an exchange with it was
 * completed. What was completed is remembered in the home, so a restart loses and repeats nothing;
 * a crash in between may repeat the latest.
 */
public final class FinishedJobs extends Block {

  private static final int PAGE = 100;
  private static final int SCAN_PAGE = 500;

  /** What an exchange failed with is most often still there a moment later. */
  private static final Backoff AGAIN =
      new Backoff(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          () -> 0.5 + ThreadLocalRandom.current().nextDouble() / 2);

  /**
   * The jobs that are to be handed on, in the order in which they ended. It is its own lock, held
   * for moments only, because the ledger waits for it.
   */
  private final Map<String, Turn> waiting = new LinkedHashMap<>();

  private String name = "source";
  private boolean badEndsToo;
  private @Nullable HandedOn memory;

  /**
   * When a job is offered next.
   *
   * @param end of the job; it may be opened again and end anew
   * @param failures how often it was offered in vain
   */
  private record Turn(Instant end, Instant at, int failures) {

    /** After this one, unless the job is completed before. */
    private Turn next(Instant now) {
      return new Turn(end, now.plus(AGAIN.delay(failures)), failures + 1);
    }
  }

  /** Sources with different names get each job once each. */
  public void setName(String name) {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,49}")) {
      throw new SettingsException(
          "name: found \"%s\", allowed: 1 to 50 small letters, digits and -".formatted(name));
    }
    this.name = name;
  }

  /** {@code delivered}, or {@code all} for jobs that ended without a video, too. */
  public void setOutcomes(String outcomes) {
    if (!outcomes.equals("delivered") && !outcomes.equals("all")) {
      throw new SettingsException(
          "outcomes: found \"%s\", allowed: delivered, all".formatted(outcomes));
    }
    badEndsToo = outcomes.equals("all");
  }

  @Override
  public void join() throws Exception {
    super.join();
    engine().addSource(name);
  }

  /** When its route is removed. */
  public synchronized void leave() throws IOException {
    engine().removeSource(name);
    if (memory != null) {
      memory.close();
    }
  }

  /** What is to be handed on now. */
  public List<JobResult> due() throws IOException {
    HandedOn remembered = memory();
    Instant now = engine().clock().instant();
    remembered.tidy(now, earliestEnd());
    List<JobResult> due = new ArrayList<>();
    for (Map.Entry<String, Turn> each : turnsAt(now).entrySet()) {
      Optional<Job> job = engine().engine().ledger().find(each.getKey()).filter(this::isWanted);
      if (job.isEmpty() || remembered.has(job.get())) {
        // It was opened again, and comes back when it has ended anew.
        forget(each.getKey(), each.getValue().end());
      } else {
        due.add(JobResult.of(job.get(), engine().engine().videos()));
      }
    }
    return due;
  }

  private @Nullable Instant earliestEnd() {
    synchronized (waiting) {
      return waiting.values().stream().map(Turn::end).min(Comparator.naturalOrder()).orElse(null);
    }
  }

  private Map<String, Turn> turnsAt(Instant now) {
    Map<String, Turn> due = new LinkedHashMap<>();
    synchronized (waiting) {
      waiting.entrySet().stream()
          .filter(each -> !each.getValue().at().isAfter(now))
          .limit(PAGE)
          .forEach(each -> due.put(each.getKey(), each.getValue().next(now)));
      waiting.putAll(due);
    }
    return due;
  }

  private void forget(String id, Instant end) {
    synchronized (waiting) {
      Turn turn = waiting.get(id);
      if (turn != null && turn.end().equals(end)) {
        waiting.remove(id);
      }
    }
  }

  /** An exchange with this job was completed. */
  public void handedOn(@Variable("omnihumanResult") JobResult result) throws IOException {
    memory().add(result.job());
    forget(result.job().id(), HandedOn.end(result.job()));
  }

  /** Told by the ledger, and by the look at the start. */
  private void ended(Job job) {
    if (isWanted(job)) {
      synchronized (waiting) {
        waiting.put(job.id(), new Turn(HandedOn.end(job), Instant.MIN, 0));
      }
    }
  }

  private boolean isWanted(Job job) {
    return job.state() == JobState.DELIVERED || badEndsToo && job.state().isTerminal();
  }

  private synchronized HandedOn memory() throws IOException {
    if (memory == null) {
      EmbeddedEngine running = engine().engine();
      HandedOn opened =
          HandedOn.open(engine().home().resolve("sources"), name, engine().clock().instant());
      // First, so that no end falls between look and watch.
      running.ledger().watch(this::ended);
      String last = "";
      List<Job> page;
      do {
        page = running.ledger().openOrEndedSince(opened.from(), last, SCAN_PAGE);
        for (Job job : page) {
          if (!opened.has(job)) {
            ended(job);
          }
          last = job.id();
        }
      } while (page.size() == SCAN_PAGE);
      memory = opened;
    }
    return memory;
  }
}

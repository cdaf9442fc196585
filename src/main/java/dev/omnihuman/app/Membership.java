package dev.omnihuman.app;

import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.ledger.NodeLedger;
import dev.omnihuman.ledger.NodeLedger.Node;
import dev.omnihuman.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as one of several that share a ledger: it gives signs of life, keeps the database's
 * time, and takes over what dead ones have held. A node that could give no sign of life for long
 * begins nothing that costs money: the others may have its work.
 */
final class Membership implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /** How often the others are looked at; much less than a lease. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** What a paid call may need between the last look at the lease and its first byte. */
  private static final int MARGIN = 4;

  private final NodeLedger nodes;
  private final NodeIdentity identity;
  private final Settings.Node rules;
  private final SteadyClock clock;
  private final ManifestFiling filing;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "membership");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long beatNanos = System.nanoTime();
  private volatile int living = 1;
  private volatile boolean drained;

  Membership(
      NodeLedger nodes,
      NodeIdentity identity,
      Settings.Node rules,
      SteadyClock clock,
      ManifestFiling filing) {
    this.nodes = nodes;
    this.identity = identity;
    this.rules = rules;
    this.clock = clock;
    this.filing = filing;
  }

  /**
   * Takes its place among the others.
   *
   * @throws LedgerException if somebody else has its name
   */
  void join() {
    keepTime();
    file(nodes.join(identity.home(), rules.lease()));
    beatNanos = System.nanoTime();
    look(nodes.all());
    LOG.info("node {} has joined; {} at work", identity.name(), living);
    timer.scheduleWithFixedDelay(
        this::tick, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      if (System.nanoTime() - beatNanos >= rules.beat().toNanos()) {
        keepTime();
        beat();
      }
      List<Node> all = nodes.all();
      look(all);
      nodes.freeBroken();
      file(nodes.takeOverFromDead(all, rules.lease()));
    } catch (LedgerException e) {
      // Whoever stores a job's step has more to say of it; here the silence itself counts.
      LOG.debug("no sign of life could be given: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("a look at the other nodes failed", e);
    }
  }

  private void beat() {
    // From before the call: what the others see is not older.
    long now = System.nanoTime();
    if (!nodes.beat(identity.home())) {
      LOG.warn(
          "node {} was taken for dead and its work given to others, after {} s without a sign of"
              + " life; it has joined again",
          identity.name(),
          Duration.ofNanos(now - beatNanos).toSeconds());
    }
    beatNanos = now;
  }

  private void look(List<Node> all) {
    living = Math.max(1, all.size());
    boolean nowDrained =
        all.stream().anyMatch(it -> it.name().equals(identity.name()) && it.drainedAt() != null);
    if (nowDrained != drained) {
      LOG.info(
          nowDrained ? "node {} is drained: it begins nothing more" : "node {} works again",
          identity.name());
    }
    drained = nowDrained;
  }

  /** Leases are in the database's time, so that no node's clock can shorten them. */
  private void keepTime() {
    Instant before = clock.instant();
    Optional<Instant> theirs = nodes.now();
    Duration took = Duration.between(before, clock.instant());
    if (theirs.isPresent() && took.compareTo(LOOK_EVERY) < 0) {
      clock.correct(Duration.between(before.plus(took.dividedBy(2)), theirs.get()));
    }
  }

  private void file(List<Job> jobs) {
    for (Job job : jobs) {
      try {
        filing.file(job);
      } catch (IOException e) {
        LOG.warn("{} cannot be filed: {}", job.manifest().file(), e.toString());
      }
    }
  }

  /** Whether the others still take us for alive, for long enough to make a call. */
  boolean isTrusted() {
    return System.nanoTime() - beatNanos
        < rules.lease().minus(rules.lease().dividedBy(MARGIN)).toNanos();
  }

  /** Whether work may be begun here. */
  boolean mayBegin() {
    return !drained && isTrusted();
  }

  /** Whether people have told this node to begin nothing more. */
  boolean isDrained() {
    return drained;
  }

  /** How many nodes are at work, this one among them. */
  int living() {
    return living;
  }

  /** For a node that holds nothing any more. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      nodes.leave();
    } catch (LedgerException e) {
      LOG.warn("the other nodes were not told of the end, and find out: {}", e.getMessage());
    }
  }
}

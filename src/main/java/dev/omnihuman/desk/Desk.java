package dev.omnihuman.desk;

import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.ledger.Spending;
import dev.omnihuman.ledger.StaleJobException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.camel.Body;

/**
 * Does what people order. Every act on a job is one step in the ledger, with an event that says
 * that a person did it; it is refused if the job is no longer as the person saw it.
 */
public final class Desk {

  /** A job that is being worked on changes now and then; so often in a row it does not. */
  private static final int MOST_TRIES = 10;

  /** Whoever gives an order waits a little longer than this for its receipt. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final JobLedger ledger;
  private final Replays replays;
  private final ManifestFiling filing;
  private final Clock clock;
  private final Reopening reopening;
  private final Rulings rulings;
  private final GateKeeper gateKeeper;
  private final Duration patience;

  /** Two jobs that are opened again at once would want the same name for their manifests. */
  private final ReentrantLock atWork = new ReentrantLock(true);

  public Desk(JobLedger ledger, Spending spending, ManifestFiling filing, Clock clock) {
    this(ledger, spending, filing, clock, PATIENCE);
  }

  /**
   * @param patience how long an order waits for the one before it
   */
  Desk(JobLedger ledger, Spending spending, ManifestFiling filing, Clock clock, Duration patience) {
    this.ledger = ledger;
    this.replays = new Replays(spending, filing);
    this.filing = filing;
    this.clock = clock;
    this.reopening = new Reopening(ledger, filing);
    this.rulings = new Rulings(ledger);
    this.gateKeeper = new GateKeeper(ledger, clock);
    this.patience = patience;
  }

  /**
   * Each job is done or refused by itself. Orders about jobs are done one after the other, whoever
   * gives them; one that would have to wait for long is refused, so that nothing is done when
   * nobody expects it any more. To pause and to resume touch the ledger alone, and wait for no
   * folder.
   */
  public Receipt execute(@Body Order order) {
    return switch (order.act()) {
      case PAUSE ->
          new Receipt(order.id(), onGates(() -> List.of(gateKeeper.pause(order.words()))));
      case RESUME -> new Receipt(order.id(), onGates(gateKeeper::resume));
      case DRAIN_NODE ->
          new Receipt(order.id(), onGates(() -> List.of(gateKeeper.drain(order.node()))));
      case RESUME_NODE ->
          new Receipt(order.id(), onGates(() -> List.of(gateKeeper.resume(order.node()))));
      default -> inTurn(order);
    };
  }

  private Receipt inTurn(Order order) {
    try {
      if (!atWork.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return Receipt.refused(
            order.id(), "busy with another order, perhaps on a slow disk; nothing was done");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Receipt.refused(order.id(), "the program is stopping; nothing was done");
    }
    try {
      // An answer that lies in a note may settle what the person believes to be in doubt.
      replays.replay();
      return new Receipt(
          order.id(), order.targets().stream().map(target -> act(order, target)).toList());
    } catch (IOException | LedgerException e) {
      return Receipt.refused(order.id(), "nothing was done: " + e.getMessage());
    } finally {
      atWork.unlock();
    }
  }

  private static List<Receipt.Line> onGates(Supplier<List<Receipt.Line>> act) {
    try {
      return act.get();
    } catch (LedgerException e) {
      return List.of(Receipt.Line.unknown(String.valueOf(e.getMessage())));
    }
  }

  private Receipt.Line act(Order order, Order.Target target) {
    String label = target.job();
    try {
      for (int tries = 0; tries < MOST_TRIES; tries++) {
        Optional<Job> job = ledger.find(target.job());
        if (job.isEmpty()) {
          return Receipt.Line.refused(label + ": there is no such job");
        }
        label = job.get().label();
        if (!target.isStill(job.get())) {
          return Receipt.Line.refused(
              "%s: it was %s and is %s by now; nothing was done"
                  .formatted(label, target.state(), job.get().state()));
        }
        Ruling ruling = rulings.rule(order, job.get(), clock.instant());
        if (ruling instanceof Ruling.Refused refused) {
          return Receipt.Line.refused(label + ": " + refused.words());
        }
        Optional<Receipt.Line> done = store(job.get(), (Ruling.Granted) ruling);
        if (done.isPresent()) {
          return done.get();
        }
      }
      return Receipt.Line.refused(label + ": it is being worked on; try again");
    } catch (IOException | LedgerException e) {
      return Receipt.Line.refused("%s: nothing was done: %s".formatted(label, e.getMessage()));
    }
  }

  /**
   * @return empty if somebody else moved the job meanwhile
   */
  private Optional<Receipt.Line> store(Job job, Ruling.Granted granted) throws IOException {
    try {
      Job moved = reopening.store(Move.of(job, granted.next()).because(granted.words()));
      return Optional.of(
          Receipt.Line.done(
              "%s: %s -> %s, %s%s"
                  .formatted(
                      job.label(), job.state(), moved.state(), granted.then(), file(moved))));
    } catch (StaleJobException e) {
      return Optional.empty();
    } catch (LedgerException e) {
      return Optional.of(Receipt.Line.unknown("%s: %s".formatted(job.label(), e.getMessage())));
    }
  }

  /** What is done in the ledger is done, wherever the manifest lies. */
  private String file(Job job) {
    try {
      if (job.state() == JobState.ACCEPTED) {
        filing.goesOn(job);
      } else {
        filing.file(job);
      }
      return "";
    } catch (IOException e) {
      return "; its manifest could not be filed: " + e;
    }
  }
}

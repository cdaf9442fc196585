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
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Body;

/**
 * Does what people order. Every act on a job is one step in the ledger, with an event that says
 * that a person did it; it is refused if the job is no longer as the person saw it.
 */
public final class Desk {

  /** A job that is being worked on changes now and then; so often in a row it does not. */
  private static final int MOST_TRIES = 10;

  private final JobLedger ledger;
  private final Replays replays;
  private final ManifestFiling filing;
  private final Clock clock;
  private final Reopening reopening;
  private final Rulings rulings;
  private final GateKeeper gateKeeper;

  public Desk(JobLedger ledger, Spending spending, ManifestFiling filing, Clock clock) {
    this.ledger = ledger;
    this.replays = new Replays(spending, filing);
    this.filing = filing;
    this.clock = clock;
    this.reopening = new Reopening(ledger, filing);
    this.rulings = new Rulings(ledger);
    this.gateKeeper = new GateKeeper(ledger, clock);
  }

  /**
   * Each job is done or refused by itself. One order after the other, whoever gives them: two jobs
   * that are opened again at once would want the same name for their manifests.
   */
  public synchronized Receipt execute(@Body Order order) {
    try {
      // An answer that lies in a note may settle what the person believes to be in doubt.
      replays.replay();
    } catch (IOException | LedgerException e) {
      return Receipt.refused(order.id(), "nothing was done: " + e.getMessage());
    }
    return new Receipt(
        order.id(),
        switch (order.act()) {
          case PAUSE -> onGates(() -> List.of(gateKeeper.pause(order.words())));
          case RESUME -> onGates(gateKeeper::resume);
          default -> order.targets().stream().map(target -> act(order, target)).toList();
        });
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

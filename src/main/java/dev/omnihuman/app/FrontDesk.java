package dev.omnihuman.app;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.desk.Act;
import dev.omnihuman.desk.Desk;
import dev.omnihuman.desk.Order;
import dev.omnihuman.desk.OrderPost;
import dev.omnihuman.desk.Receipt;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.gateway.CallbackWatch;
import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.ledger.LedgerListener;
import dev.omnihuman.ledger.LedgerReader;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.ledger.Spending;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A home as the commands see it that look or give orders: a ledger to read, and somebody who
 * executes orders, which is the instance that holds the home, or this process if nobody does.
 */
final class FrontDesk implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Settings settings;
  private final LedgerReader ledger;

  private FrontDesk(Settings settings, LedgerReader ledger) {
    this.settings = settings;
    this.ledger = ledger;
  }

  /**
   * @throws SettingsException if the home holds no ledger that this program can read
   */
  static FrontDesk open(ConfigOption options) {
    Settings settings = Settings.of(options.properties());
    LedgerPlace place = LedgerPlace.toLook(settings);
    try {
      return new FrontDesk(settings, place.openToRead());
    } catch (LedgerException e) {
      throw new SettingsException(place.setting() + ": " + e.getMessage());
    }
  }

  private static Path home(Settings settings) {
    return settings.folders().home();
  }

  Path home() {
    return home(settings);
  }

  LedgerReader ledger() {
    return ledger;
  }

  Clock clock() {
    return Clock.systemUTC();
  }

  /** What an order of this kind about these jobs looks like. */
  Order order(Act act, @Nullable String words, boolean yes, List<Job> jobs) {
    return new Order(
        UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT),
        clock().instant().toString(),
        act,
        words,
        yes,
        jobs.stream().map(Order.Target::of).toList());
  }

  /**
   * @throws HomeLock.HomeInUseException if the instance that holds the home does not answer
   */
  Receipt give(Order order) throws IOException, InterruptedException {
    HomeLock lock;
    try {
      lock = HomeLock.take(home());
    } catch (HomeLock.HomeInUseException e) {
      return send(order, e);
    }
    try {
      return execute(order);
    } finally {
      lock.close();
    }
  }

  /** Nobody works in the home, and nobody can begin to while we hold its lock. */
  private Receipt execute(Order order) throws IOException {
    LedgerPlace place = LedgerPlace.of(settings);
    LedgerRules rules =
        Engine.rules(settings, clock(), CallbackWatch.off(settings.status().interval()))
            .as(place.member());
    try (JobLedger writing = place.open(rules, LedgerListener.NONE)) {
      ManifestFiling filing = new ManifestFiling(settings.folders(), place.member().site());
      Spending spending = new Spending(writing, new OrphanNotes(home()));
      return new Desk(writing, spending, filing, rules.clock()).execute(order);
    }
  }

  private Receipt send(Order order, HomeLock.HomeInUseException inUse)
      throws IOException, InterruptedException {
    OrderPost post = new OrderPost(home());
    if (!post.isThere()) {
      throw new HomeLock.HomeInUseException(
          inUse.getMessage() + ", which takes no orders; nothing was done");
    }
    Optional<Receipt> receipt = post.send(order, PATIENCE);
    if (receipt.isPresent()) {
      return receipt.get();
    }
    if (post.takeBack(order)) {
      throw new HomeLock.HomeInUseException(
          "%s, which does not answer; the order was taken back, nothing was done"
              .formatted(inUse.getMessage()));
    }
    return new Receipt(
        order.id(),
        List.of(
            new Receipt.Line(
                false,
                "%s, which took the order %s and has not answered within %d s; see show and jobs"
                    .formatted(inUse.getMessage(), order.id(), PATIENCE.toSeconds()))));
  }

  @Override
  public void close() {
    ledger.close();
  }
}

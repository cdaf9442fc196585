package dev.omnihuman.desk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The mailbox, as a command sees it. */
public final class OrderPost {

  /** Watching tells of a receipt at once where the system can; looking finds it everywhere. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Mailbox mailbox;

  public OrderPost(Path home) {
    this.mailbox = new Mailbox(home);
  }

  /** Whether the instance that holds the home takes orders. */
  public boolean isThere() {
    return Files.isDirectory(mailbox.folder());
  }

  /**
   * Puts an order into the mailbox and waits for its receipt.
   *
   * @return empty if none came in time; see {@link #takeBack}
   */
  public Optional<Receipt> send(Order order, Duration atMost)
      throws IOException, InterruptedException {
    try (WatchService watch = mailbox.folder().getFileSystem().newWatchService()) {
      mailbox.folder().register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      mailbox.write(mailbox.order(order.id()), order);
      long end = System.nanoTime() + atMost.toNanos();
      Path receipt = mailbox.receipt(order.id());
      while (!Files.exists(receipt)) {
        if (System.nanoTime() >= end) {
          return Optional.empty();
        }
        WatchKey news = watch.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        if (news != null) {
          news.pollEvents();
          news.reset();
        }
      }
      Receipt found = Mailbox.read(receipt, Receipt.class);
      Files.deleteIfExists(receipt);
      return Optional.of(found);
    }
  }

  /**
   * @return false if the running instance has taken it before
   */
  public boolean takeBack(Order order) throws IOException {
    return Files.deleteIfExists(mailbox.order(order.id()));
  }
}

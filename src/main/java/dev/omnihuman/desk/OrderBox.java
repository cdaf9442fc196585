package dev.omnihuman.desk;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mailbox, as the instance that holds the home sees it. */
public final class OrderBox {

  private static final Logger LOG = LoggerFactory.getLogger(OrderBox.class);

  /** Nobody waits so long for a receipt. */
  private static final Duration LEFT_OVER = Duration.ofMinutes(2);

  private final Mailbox mailbox;
  private final Clock clock;

  /**
   * @param clock the wall clock, as whoever gives orders reads it
   */
  public OrderBox(Path home, Clock clock) throws IOException {
    this.mailbox = new Mailbox(home);
    this.clock = clock;
    Files.createDirectories(mailbox.folder());
    forgetClaimed();
  }

  /** Whether they were executed before the crash, nobody knows; so they are not executed again. */
  private void forgetClaimed() throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(mailbox.folder(), Mailbox::isClaimed)) {
      for (Path claimed : files) {
        LOG.warn(
            "the program stopped over the order {}; look at its jobs: {}", claimed, told(claimed));
        Files.delete(claimed);
      }
    }
  }

  private static String told(Path claimed) {
    try {
      Order order = Mailbox.read(claimed, Order.class);
      return "%s %s".formatted(order.act(), order.targets());
    } catch (IOException e) {
      return "it cannot be read";
    }
  }

  /** The orders that came, oldest first; from now on they are ours alone. */
  public List<Order> take() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(mailbox.folder())) {
      entries.forEach(files::add);
    }
    files.sort(null);
    List<Order> orders = new ArrayList<>();
    for (Path file : files) {
      if (Mailbox.idOfOrder(file).isEmpty()) {
        clearAway(file);
      } else {
        take(file).ifPresent(orders::add);
      }
    }
    return orders;
  }

  private Optional<Order> take(Path file) throws IOException {
    String id = Mailbox.idOfOrder(file);
    Path claimed = mailbox.claimed(id);
    try {
      if (!Mailbox.isPlain(file)) {
        return Optional.empty();
      }
      Files.move(file, claimed, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return Optional.empty(); // taken back by whoever gave it
    }
    try {
      Order order = Mailbox.read(claimed, Order.class);
      if (!order.id().equals(id)) {
        throw new IOException("its file bears the name of another order");
      }
      if (!order.isStale(clock.instant())) {
        return Optional.of(order);
      }
      LOG.warn("the order {} {} of {} is not executed: it is too old", id, order.act(), order.at());
      answer(Receipt.refused(id, "the order is too old; nothing was done"));
    } catch (IOException | RuntimeException e) {
      LOG.warn("the order {} cannot be understood", id, e);
      answer(Receipt.refused(id, "the running instance does not understand this order"));
    }
    return Optional.empty();
  }

  /** Tells whoever waits what became of an order. */
  public void answer(@Body Receipt receipt) throws IOException {
    mailbox.write(mailbox.receipt(receipt.order()), receipt);
    Files.deleteIfExists(mailbox.claimed(receipt.order()));
  }

  /** A receipt that nobody fetched, or what a killed process was just writing. */
  private void clearAway(Path file) throws IOException {
    try {
      Instant old = clock.instant().minus(LEFT_OVER);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(old)) {
        Files.delete(file);
      }
    } catch (NoSuchFileException e) {
      // fetched meanwhile
    }
  }
}

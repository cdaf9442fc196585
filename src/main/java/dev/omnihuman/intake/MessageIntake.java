package dev.omnihuman.intake;

import dev.omnihuman.job.Manifest;
import dev.omnihuman.ledger.Acceptance;
import dev.omnihuman.ledger.GroupCommit;
import dev.omnihuman.ledger.GroupCommit.Pending;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes jobs of messages, by the rules of the folder: the same validation, the same duplicates.
 * When a method returns, the ledger has the jobs, so a message may be acknowledged then and not
 * before. One that is delivered again makes nothing new.
 */
public final class MessageIntake implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MessageIntake.class);

  /** Between two questions to a ledger that stores nothing. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final String TEXT = "a message of text that holds one JSON object";

  private final MessageManifests messages;
  private final JobLedger ledger;
  private final Rejections rejections;
  private final GroupCommit<Message, Taken> singles = new GroupCommit<>(this::takeTogether);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean waiting;

  public MessageIntake(Naming naming, JobLedger ledger, Rejections rejections) {
    this.messages = new MessageManifests(naming);
    this.rejections = rejections;
    this.ledger = ledger;
  }

  /** The program ends, and nothing is known of what was to be taken. */
  public static final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("the program ends; the message is not acknowledged, and comes again");
    }
  }

  /**
   * Takes messages in one commit.
   *
   * @return what became of each, in their order
   * @throws LedgerException if nothing was stored
   */
  public List<Taken> take(List<Message> page) {
    List<Manifest> manifests = new ArrayList<>();
    List<List<Problem>> problems = new ArrayList<>();
    for (Message message : page) {
      Reading reading = read(message);
      problems.add(reading.problems());
      if (reading instanceof Reading.Whole whole) {
        manifests.add(whole.manifest());
      }
    }
    Iterator<Acceptance> accepted = ledger.accept(manifests).iterator();
    List<Taken> taken = new ArrayList<>();
    for (int i = 0; i < page.size(); i++) {
      taken.add(
          problems.get(i).isEmpty()
              ? Taken.decided(page.get(i), accepted.next())
              : refused(page.get(i), problems.get(i)));
    }
    return taken;
  }

  private Reading read(Message message) {
    byte[] text = message.text();
    return text == null
        ? new Reading.Bad(List.of(new Problem(1, null, "a message without text", TEXT)))
        : messages.read(message.id(), message.file(), message.file(), text);
  }

  private Taken refused(Message message, List<Problem> problems) {
    rejections.count(message, problems);
    return Taken.unfit(message, problems);
  }

  /**
   * Takes one message; those that come at the same time share a commit.
   *
   * @throws LedgerException if nothing was stored
   */
  public Taken take(Message message) {
    return singles.store(message);
  }

  private void takeTogether(List<Pending<Message, Taken>> group) {
    Iterator<Taken> taken = take(group.stream().map(Pending::asked).toList()).iterator();
    group.forEach(member -> member.stored(taken.next()));
  }

  /**
   * The same, and waits while the ledger stores nothing: who handed the messages over keeps them.
   *
   * @throws StoppedException if the program ends first
   */
  public List<Taken> takePatiently(List<Message> messages) throws InterruptedException {
    return patiently(() -> take(messages));
  }

  /** The same of one message. */
  public Taken takePatiently(Message message) throws InterruptedException {
    return patiently(() -> take(message));
  }

  private <T> T patiently(Supplier<T> work) throws InterruptedException {
    while (stopped.getCount() > 0) {
      try {
        T done = work.get();
        if (waiting) {
          waiting = false;
          LOG.info("messages are taken again");
        }
        return done;
      } catch (LedgerException e) {
        if (!waiting && stopped.getCount() > 0) {
          waiting = true;
          LOG.warn(
              "messages are not taken: {}; they stay where they are, and it is tried every {} s",
              e.getMessage(),
              PAUSE.toSeconds());
        }
      }
      if (stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    throw new StoppedException();
  }

  /** From now on nobody waits for the ledger. */
  public void stop() {
    stopped.countDown();
  }

  @Override
  public void close() {
    stop();
    singles.close();
  }
}

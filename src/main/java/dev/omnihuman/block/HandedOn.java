package dev.omnihuman.block;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.job.Job;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which ended jobs a source has handed on: a file with a line for each, and at its head since when
 * it is complete. What ended before that was handed on. Jobs do not end in the order of their ids,
 * so no single id can say how far the source came.
 */
final class HandedOn implements AutoCloseable {

  /**
   * Longer than a job's end may take to be seen after the time that it bears: a commit, or another
   * program's clock.
   */
  private static final Duration KEPT = Duration.ofHours(1);

  /** As many lines more make the file be written anew without the old ones. */
  private static final int TIDIED_AFTER = 1_000;

  private static final String FROM = "from ";

  private final Path file;
  private final Map<String, Instant> ends = new HashMap<>();
  private Instant from;
  private @Nullable FileChannel channel;
  private int added;

  private HandedOn(Path file, Instant from) {
    this.file = file;
    this.from = from;
  }

  /**
   * @param folder in the home
   * @param name of the source
   * @throws SettingsException if the file is none of ours
   */
  static HandedOn open(Path folder, String name, Instant now) throws IOException {
    Files.createDirectories(folder);
    HandedOn handedOn = new HandedOn(folder.resolve(name + ".txt"), Instant.EPOCH);
    if (Files.exists(handedOn.file)) {
      handedOn.read();
    }
    // After the clock was set back, jobs end before what the file knows.
    Instant latest = now.minus(KEPT);
    handedOn.from = handedOn.from.isAfter(latest) ? latest : handedOn.from;
    handedOn.write();
    return handedOn;
  }

  private void read() throws IOException {
    String text = Files.readString(file);
    // A line without its end was being written when the program was killed: it does not count.
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    int number = 0;
    for (String line : whole.lines().toList()) {
      number++;
      try {
        if (number == 1) {
          from = Instant.parse(line.substring(FROM.length()));
        } else {
          int space = line.indexOf(' ');
          ends.put(line.substring(0, space), Instant.parse(line.substring(space + 1)));
        }
      } catch (DateTimeException | StringIndexOutOfBoundsException e) {
        throw new SettingsException(
            "%s, line %d: found %s, allowed: what the source wrote there; without the file it hands on all finished jobs again"
                .formatted(file, number, line));
      }
    }
  }

  /** What ended before it was handed on. */
  Instant from() {
    return from;
  }

  /** Whether this very end of a job was handed on; it may be opened again and end anew. */
  synchronized boolean has(Job job) {
    Instant end = end(job);
    return end.isBefore(from) || end.equals(ends.get(job.id()));
  }

  /** As the ledger stores it, in whole milliseconds. */
  static Instant end(Job job) {
    return Objects.requireNonNull(job.times().finishedAt(), () -> job.label() + " has not ended")
        .truncatedTo(ChronoUnit.MILLIS);
  }

  /** Remembers it, durably. */
  synchronized void add(Job job) throws IOException {
    ends.put(job.id(), end(job));
    added++;
    if (channel == null) {
      write(); // what was half written there must not stay
      return;
    }
    byte[] line = line(job.id(), end(job)).getBytes(StandardCharsets.UTF_8);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      ends.remove(job.id());
      close();
      throw e;
    }
  }

  /**
   * Forgets what is old, once in a while.
   *
   * @param waiting when the earliest job ended that is still to be handed on; null if there is none
   */
  synchronized void tidy(Instant now, @Nullable Instant waiting) throws IOException {
    if (added < TIDIED_AFTER) {
      return;
    }
    Instant latest = now.minus(KEPT);
    Instant next = waiting != null && waiting.isBefore(latest) ? waiting : latest;
    from = next.isAfter(from) ? next : from;
    ends.values().removeIf(end -> end.isBefore(from));
    write();
  }

  private void write() throws IOException {
    close();
    DurableFiles.replaceDurably(
        file,
        out -> {
          write(out, FROM + from + "\n");
          for (Map.Entry<String, Instant> each : ends.entrySet()) {
            write(out, line(each.getKey(), each.getValue()));
          }
          return ends.size();
        });
    added = 0;
    channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  private static String line(String id, Instant end) {
    return "%s %s\n".formatted(id, end);
  }

  @Override
  public synchronized void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}

package dev.omnihuman.app;

import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets only one process work in a home. The operating system frees it, however the process ends.
 */
final class HomeLock implements AutoCloseable {

  /** The home is another process's. */
  static final class HomeInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HomeInUseException(String message) {
      super(message);
    }
  }

  private static final String FILE = "lock";
  private static final Pattern PROCESS = Pattern.compile("^process (\\d{1,18}) since (\\S+)");

  /** The start of a process is known to some hundredths of a second at best. */
  private static final Duration INEXACT = Duration.ofSeconds(2);

  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  static HomeLock take(Path home) {
    Path file = home.resolve(FILE);
    try {
      Files.createDirectories(home);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new HomeInUseException("the home %s is in use by %s".formatted(home, holder(file)));
      }
      String holder = "process %d since %s".formatted(ProcessHandle.current().pid(), Instant.now());
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
      return new HomeLock(channel);
    } catch (IOException e) {
      throw new SettingsException("omnihuman.home: %s cannot be used: %s".formatted(home, e));
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held within this very process
    }
  }

  /**
   * Who works in a home, as far as one can tell without touching the lock: who tries it, even for a
   * moment, could keep an instance from starting.
   */
  static Optional<String> livingHolder(Path home) {
    try {
      String holder = Files.readString(home.resolve(FILE));
      Matcher process = PROCESS.matcher(holder);
      return process.find() && lives(process.group(1), Instant.parse(process.group(2)))
          ? Optional.of(holder)
          : Optional.empty();
    } catch (IOException | NumberFormatException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A process that began later has only got the number of one that was killed. */
  private static boolean lives(String pid, Instant since) {
    Instant latestStart = since.plus(INEXACT);
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(process -> process.info().startInstant().map(latestStart::isAfter).orElse(true))
        .isPresent();
  }

  private static String holder(Path file) throws IOException {
    String text = Files.readString(file);
    return text.isBlank() ? "another process" : text;
  }

  @Override
  public void close() {
    try (channel) {
      channel.truncate(0); // nobody works here any more, whoever gets our number
    } catch (IOException e) {
      throw new IllegalStateException("the lock of the home could not be given back", e);
    }
  }
}

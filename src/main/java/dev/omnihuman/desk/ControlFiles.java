package dev.omnihuman.desk;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.Signal;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.ledger.JobReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obeys the files {@code PAUSE} and {@code RESUME} in the inbox, as the commands of these names,
 * and keeps the note {@code PAUSED.txt} there while nothing is submitted by a person's will. First
 * the ledger knows, then the file goes: a crash in between does the same thing again, which changes
 * nothing.
 */
public final class ControlFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ControlFiles.class);

  /** In characters; what follows is no reason but an essay. */
  private static final int LONGEST_REASON = 200;

  /**
   * Where both are said, no file's time tells which was meant: a copy keeps an old one. A pause
   * costs nothing, so it wins.
   */
  private static final Comparator<Said> PAUSE_FIRST =
      Comparator.comparing(Said::signal).thenComparing(Said::at, Comparator.reverseOrder());

  private static final String NOTE_BEGINS = "Paused: no job is submitted.";

  private final Folders folders;
  private final Desk desk;
  private final JobReader ledger;
  private final Clock clock;

  /** Files that were obeyed and cannot be taken away, by the time that they bear. */
  private final Map<Path, FileTime> obeyed = new HashMap<>();

  private boolean inTrouble;

  /** A file that says something. */
  private record Said(Signal signal, Path file, FileTime at) {

    String name() {
      return String.valueOf(file.getFileName());
    }
  }

  public ControlFiles(Folders folders, Desk desk, JobReader ledger, Clock clock) {
    this.folders = folders;
    this.desk = desk;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Does what lies in the inbox, and brings the note there up to date. */
  public synchronized void obey() {
    try {
      List<Said> there = there();
      // One that is gone may come again with the time that it had.
      obeyed.keySet().retainAll(there.stream().map(Said::file).toList());
      there.stream().filter(this::isObeyed).forEach(this::takeAway);
      List<Said> said = there.stream().filter(file -> !isObeyed(file)).toList();
      Optional<Said> first = said.stream().min(PAUSE_FIRST);
      if (first.isPresent()) {
        order(first.get());
        said.forEach(this::takeAway);
      }
      note();
      inTrouble = false;
    } catch (IOException e) {
      if (!inTrouble) {
        LOG.warn("PAUSE and RESUME in the inbox: {}", e.toString());
      }
      inTrouble = true;
    }
  }

  private boolean isObeyed(Said said) {
    return said.at().equals(obeyed.get(said.file()));
  }

  private List<Said> there() throws IOException {
    List<Said> there = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folders.inbox(), entry -> Signal.of(String.valueOf(entry.getFileName())).isPresent())) {
      for (Path entry : entries) {
        look(entry).ifPresent(there::add);
      }
    }
    return there;
  }

  /** Plain files alone: nobody stops the program by a folder or a link. */
  private Optional<Said> look(Path entry) throws IOException {
    try {
      BasicFileAttributes file =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return file.isRegularFile()
          ? Signal.of(String.valueOf(entry.getFileName()))
              .map(signal -> new Said(signal, entry, file.lastModifiedTime()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * @throws IOException if the ledger does not have it
   */
  private void order(Said said) throws IOException {
    Act act = said.signal() == Signal.PAUSE ? Act.PAUSE : Act.RESUME;
    String words = said.signal() == Signal.PAUSE ? reason(said) : null;
    Receipt receipt = desk.execute(order(act, words));
    if (!receipt.lines().stream().allMatch(Receipt.Line::done)) {
      throw new IOException("the file %s: %s".formatted(said.name(), words(receipt)));
    }
    LOG.info("the file {} in the inbox: {}", said.name(), Spoken.printable(words(receipt)));
  }

  private Order order(Act act, @Nullable String words) {
    String id = UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
    return new Order(id, clock.instant().toString(), act, words, false, List.of());
  }

  private static String words(Receipt receipt) {
    return String.join("; ", receipt.lines().stream().map(Receipt.Line::words).toList());
  }

  /** The file's first line, if it says something. */
  private static String reason(Said said) throws IOException {
    byte[] begin;
    try (InputStream in = Files.newInputStream(said.file(), LinkOption.NOFOLLOW_LINKS)) {
      begin = in.readNBytes(4 * LONGEST_REASON);
    } catch (NoSuchFileException e) {
      begin = new byte[0]; // taken away meanwhile; it was said all the same
    }
    String line =
        new String(begin, charset(begin)).replace("\ufeff", "").lines().findFirst().orElse("");
    String printable = Spoken.printable(line.strip());
    String file = "the file %s in the inbox".formatted(said.name());
    return printable.isEmpty() ? file : file + ": " + cut(printable);
  }

  /** Editors that write two bytes for a character say so first. */
  private static Charset charset(byte[] text) {
    boolean wide =
        text.length >= 2
            && (text[0] == (byte) 0xff && text[1] == (byte) 0xfe
                || text[0] == (byte) 0xfe && text[1] == (byte) 0xff);
    return wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }

  private static String cut(String text) {
    int length = text.codePointCount(0, text.length());
    return length <= LONGEST_REASON
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_REASON));
  }

  private void takeAway(Said said) {
    try {
      // Not if somebody has said it again meanwhile.
      if (Files.getLastModifiedTime(said.file(), LinkOption.NOFOLLOW_LINKS).equals(said.at())) {
        Files.delete(said.file());
      }
      obeyed.remove(said.file());
    } catch (NoSuchFileException e) {
      obeyed.remove(said.file());
    } catch (IOException e) {
      if (!said.at().equals(obeyed.put(said.file(), said.at()))) {
        LOG.warn(
            "the file {} in the inbox was obeyed and cannot be taken away: {}; that is tried again,"
                + " and it is not obeyed again before it changes or the program starts anew",
            said.name(),
            e.toString());
      }
    }
  }

  /** Whoever paused, and however: the note is there as long as the pause lasts. */
  private void note() throws IOException {
    Optional<ClosedGate> pause =
        ledger.closedGates().stream().filter(gate -> gate.gate() == Gate.PAUSE).findFirst();
    Path note = folders.inbox().resolve(Signal.PAUSED_NOTE);
    Optional<String> there = noteThere(note);
    if (pause.isEmpty()) {
      if (there.isPresent() && there.get().startsWith(NOTE_BEGINS)) {
        Files.deleteIfExists(note);
      }
      return;
    }
    String text = text(pause.get());
    if (there.isEmpty() || there.get().startsWith(NOTE_BEGINS) && !there.get().equals(text)) {
      DurableFiles.replace(note, text);
    }
  }

  /** Empty text for what is not ours. */
  private static Optional<String> noteThere(Path note) throws IOException {
    if (!Files.exists(note, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("");
    }
    try (InputStream in =
        Files.newInputStream(note, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(new String(in.readNBytes(8192), StandardCharsets.UTF_8));
    }
  }

  private static String text(ClosedGate pause) {
    return """
    %s What was submitted is followed and fetched.

    Since: %s
    Why:   %s

    To go on: put a file called RESUME into this folder, or give the command resume.
    This note then goes away by itself; to remove it changes nothing.
    """
        .formatted(NOTE_BEGINS, pause.shutAt(), Spoken.printable(pause.cause()));
  }
}

package dev.omnihuman.intake;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.RelativeNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what never was a job into {@code rejected/}, with its reason beside it. */
public final class Rejections {

  private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);

  private final Path folder;
  private final DroppedFiles dropped = new DroppedFiles();

  public Rejections(Folders folders) {
    this.folder = folders.filed().rejected();
  }

  /** Moves a file away and tells why. */
  void reject(Path file, String droppedAs, List<Problem> problems) throws IOException {
    Path moved = DurableFiles.renameInto(file, folder, droppedAs);
    Path note = DurableFiles.noteBeside(moved, ".reason.txt");
    Files.writeString(note, RejectionNote.text(droppedAs, problems));
    dropped.rejected(droppedAs, problems);
    LOG.warn("{} rejected: {}", droppedAs, problems.get(0).message());
  }

  /** Tells why something is left lying in the inbox; says it once, however often it is seen. */
  void note(String name, String why) throws IOException {
    String text =
        "%s was not accepted and still lies in the inbox: %s.\nNothing was sent, nothing was charged.\n"
            .formatted(name, why);
    DurableFiles.makeFolders(folder, name);
    for (int n = 1; ; n++) {
      String beside = n == 1 ? name : DurableFiles.numbered(name, n);
      Path note = DurableFiles.noteBeside(RelativeNames.resolve(folder, beside), ".reason.txt");
      try {
        DurableFiles.writeDurably(note, text.getBytes(StandardCharsets.UTF_8));
        dropped.rejected(name, why);
        LOG.warn("{} in the inbox is not taken: {}", name, why);
        return;
      } catch (FileAlreadyExistsException e) {
        if (Files.size(note) < 10_000 && Files.readString(note).equals(text)) {
          return;
        }
      }
    }
  }

  /** Counts a message that is no job; whoever sent it is told elsewhere. */
  void count(Message message, List<Problem> problems) {
    String id = Shown.visible(message.id());
    dropped.rejected(id, problems);
    LOG.warn("message {} is no job: {}", id, problems.get(0).message());
  }

  /** The files since the start that made no job. */
  public DroppedFiles dropped() {
    return dropped;
  }

  /** How many files were rejected since the start. */
  public int count() {
    return dropped.count(DroppedFiles.Fate.REJECTED);
  }
}

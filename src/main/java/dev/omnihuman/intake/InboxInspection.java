package dev.omnihuman.intake;

import dev.omnihuman.folders.Folders;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, now and then, for what lies in the inbox and will never be taken: links, folders and
 * devices that bear a manifest's name, files that cannot be read, files with another name. None of
 * it is opened or moved; each is told of once.
 */
public final class InboxInspection {

  private static final Logger LOG = LoggerFactory.getLogger(InboxInspection.class);

  /** What programs leave while they write; somebody else will rename or remove it. */
  private static final Pattern PASSING =
      Pattern.compile(
          "\\..*|.*~|.*\\.(tmp|part|filepart|crdownload)|thumbs\\.db", Pattern.CASE_INSENSITIVE);

  private static final int MOST_NAMES_REMEMBERED = 10_000;

  private final Folders folders;
  private final Rejections rejections;
  private final Map<String, String> told = new HashMap<>();
  private final Map<String, Integer> suspected = new HashMap<>();

  public InboxInspection(Folders folders, Rejections rejections) {
    this.folders = folders;
    this.rejections = rejections;
  }

  public void inspect() throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folders.inbox())) {
      for (Path entry : entries) {
        try {
          inspect(entry);
        } catch (NoSuchFileException e) {
          // gone since it was listed
        }
      }
    }
    if (told.size() > MOST_NAMES_REMEMBERED) {
      told.clear();
    }
  }

  private void inspect(Path path) throws IOException {
    String name = InboxEntry.name(path);
    if (PASSING.matcher(name).matches()) {
      return;
    }
    if (!InboxEntry.hasManifestName(path)) {
      if (told.put(name, "name") == null) {
        LOG.info("{} in the inbox is left alone: manifests are called *.json", name);
      }
      return;
    }
    String objection = objection(path);
    if (objection.isEmpty()) {
      suspected.remove(name);
      told.remove(name);
    } else if (isLasting(name) && !objection.equals(told.put(name, objection))) {
      rejections.note(name, objection);
    }
  }

  private static String objection(Path path) throws IOException {
    InboxEntry entry = InboxEntry.look(path);
    if (entry.kind() != InboxEntry.Kind.FILE) {
      return "it is %s, and only plain files are taken".formatted(entry.kind().words());
    }
    if (entry.links() > 1) {
      return String.format(
          Locale.ROOT,
          "it has %d names (hard links), so it could change after it was taken; drop a copy",
          entry.links());
    }
    return Files.isReadable(path)
        ? ""
        : "this program may not read it; its owner is " + Files.getOwner(path).getName();
  }

  /** Seen at two looks in a row: some programs make a second name for a moment. */
  private boolean isLasting(String name) {
    if (suspected.size() > MOST_NAMES_REMEMBERED) {
      suspected.clear();
    }
    return suspected.merge(name, 1, Integer::sum) >= 2;
  }
}

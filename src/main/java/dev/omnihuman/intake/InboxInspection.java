package dev.omnihuman.intake;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiles;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.folders.Signal;
import dev.omnihuman.folders.StatusNames;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
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
    Deque<Path> subFolders = new ArrayDeque<>();
    look(folders.inbox(), subFolders);
    while (!subFolders.isEmpty()) {
      Path folder = subFolders.remove();
      try {
        look(folder, subFolders);
      } catch (NoSuchFileException | NotDirectoryException e) {
        // gone since it was listed
      } catch (AccessDeniedException e) {
        tellOnce(name(folder), "this program may not look into it");
      }
    }
    if (told.size() > MOST_NAMES_REMEMBERED) {
      told.clear();
    }
  }

  private void look(Path folder, Deque<Path> subFolders) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        try {
          inspect(entry, subFolders);
        } catch (NoSuchFileException e) {
          // gone since it was listed
        }
      }
    }
  }

  private String name(Path path) {
    return RelativeNames.of(folders.inbox(), path);
  }

  private void tellOnce(String name, String why) {
    if (!why.equals(told.put(name, why))) {
      LOG.info("{} in the inbox is left alone: {}", name, why);
    }
  }

  private void inspect(Path path, Deque<Path> subFolders) throws IOException {
    String name = name(path);
    if (PASSING.matcher(RelativeNames.name(name)).matches()) {
      return;
    }
    if (!ManifestFiles.isName(RelativeNames.name(name))) {
      if (folders.recursive() && RelativeNames.isSubFolder(folders.inbox(), path)) {
        subFolders.add(path);
      } else if (!isSignal(path)) {
        tellOnce(name, whyNoManifest(path));
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

  /** What the program itself obeys or writes. */
  private boolean isSignal(Path path) {
    String name = name(path);
    return (Signal.of(name).isPresent() || name.equals(Signal.PAUSED_NOTE))
        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  private String whyNoManifest(Path path) {
    if (StatusNames.isName(String.valueOf(path.getFileName()))) {
      return "status files are called so, and manifests are not";
    }
    if (Signal.of(name(path)).isPresent()) {
      return "only a plain file of this name is obeyed";
    }
    if (!folders.recursive() || !Files.isDirectory(path)) {
      return "manifests are called *.json";
    }
    return Files.isSymbolicLink(path)
        ? "it is a link, and only real folders are looked into"
        : "manifests are taken from %d levels of sub-folders, whose names do not end like a note's"
            .formatted(RelativeNames.MOST_LEVELS);
  }

  /** Why something of a manifest's name is never taken; empty if it may be one. */
  static String objection(Path path) throws IOException {
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

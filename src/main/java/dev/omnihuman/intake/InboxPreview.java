package dev.omnihuman.intake;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiles;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.ledger.Acceptance;
import dev.omnihuman.ledger.Forecast;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the manifests of a folder as {@link Inbox} would, by the same rules, and takes nothing: no
 * file is moved, and nothing is written.
 */
public final class InboxPreview {

  private static final int PAGE = 200;

  private final Folders folders;
  private final Naming naming;
  private final Forecast forecast;
  private final OpenManifests open;
  private final Set<String> taken = new HashSet<>();

  /** Which of some names in {@code working/} belong to open jobs. */
  @FunctionalInterface
  public interface OpenManifests {
    Set<String> of(List<String> names);
  }

  /**
   * @param naming of the folders whose inbox is looked through
   */
  public InboxPreview(Naming naming, Forecast forecast, OpenManifests open) {
    this.folders = naming.folders();
    this.naming = naming;
    this.forecast = forecast;
    this.open = open;
  }

  private record Found(String name, Path path, FileTime modifiedAt) {}

  /**
   * What would become of each file that is called like a manifest, the oldest first.
   *
   * @throws IOException if the folder cannot be read
   */
  public List<ForeseenFile> foresee() throws IOException {
    List<ForeseenFile> foreseen = new ArrayList<>();
    List<Found> files = new ArrayList<>();
    List<Path> all =
        ManifestFiles.in(
            folders.inbox(),
            folders.recursive(),
            closed ->
                foreseen.add(
                    ForeseenFile.notTaken(name(closed), "this program may not look into it")));
    for (Path path : all) {
      try {
        String objection = InboxInspection.objection(path);
        if (objection.isEmpty()) {
          files.add(new Found(name(path), path, Files.getLastModifiedTime(path)));
        } else {
          foreseen.add(ForeseenFile.notTaken(name(path), objection));
        }
      } catch (NoSuchFileException e) {
        // gone since it was listed
      } catch (AccessDeniedException e) {
        foreseen.add(ForeseenFile.notTaken(name(path), "this program may not look at it"));
      }
    }
    files.sort(Comparator.comparing(Found::modifiedAt).thenComparing(Found::name));
    for (int from = 0; from < files.size(); from += PAGE) {
      foreseen.addAll(page(files.subList(from, Math.min(files.size(), from + PAGE))));
    }
    return foreseen;
  }

  private String name(Path path) {
    return RelativeNames.of(folders.inbox(), path);
  }

  private List<ForeseenFile> page(List<Found> files) throws IOException {
    Map<String, ForeseenFile> foreseen = new LinkedHashMap<>();
    Map<String, Manifest> manifests = new LinkedHashMap<>();
    Set<String> ofOpenJobs = open.of(files.stream().map(Found::name).toList());
    for (Found file : files) {
      try {
        Inbox.requireRoom(folders, file.name());
        Reading reading = InboxEntry.read(RelativeNames.name(file.name()), file.path());
        if (reading instanceof Reading.Whole whole) {
          Manifest manifest = whole.manifest().filedAs(filedName(file.name(), ofOpenJobs));
          List<Problem> problems = naming.problems(manifest);
          if (problems.isEmpty()) {
            manifests.put(file.name(), manifest);
          }
          // Its place in the order; what becomes of it is known when the page is read.
          foreseen.put(file.name(), ForeseenFile.bad(file.name(), problems, null));
        } else if (reading instanceof Reading.Bad bad) {
          foreseen.put(file.name(), ForeseenFile.bad(file.name(), bad.problems(), null));
        } else if (reading instanceof Reading.Incomplete incomplete) {
          String words = "unless it is still being written";
          foreseen.put(file.name(), ForeseenFile.bad(file.name(), incomplete.problems(), words));
        }
      } catch (NoSuchFileException e) {
        // gone since it was listed
      } catch (IOException e) {
        foreseen.put(file.name(), ForeseenFile.notTaken(file.name(), e.toString()));
      }
    }
    List<Acceptance> acceptances = forecast.of(List.copyOf(manifests.values()));
    List<String> names = List.copyOf(manifests.keySet());
    for (int n = 0; n < names.size(); n++) {
      foreseen.put(names.get(n), ForeseenFile.of(names.get(n), acceptances.get(n)));
    }
    return List.copyOf(foreseen.values());
  }

  /**
   * The name that a file would get in {@code working/}: the first that is free there, and no open
   * job's.
   */
  private String filedName(String name, Set<String> ofOpenJobs) throws IOException {
    String free = name;
    boolean isOpenJobs = ofOpenJobs.contains(name);
    for (int n = 2; isOpenJobs || taken.contains(free) || isAtWork(free); n++) {
      free = DurableFiles.numbered(name, n);
      isOpenJobs = !open.of(List.of(free)).isEmpty();
    }
    taken.add(free);
    return free;
  }

  private boolean isAtWork(String name) throws IOException {
    Path working = RelativeNames.resolve(folders.filed().working(), name);
    return Files.exists(working, LinkOption.NOFOLLOW_LINKS);
  }
}

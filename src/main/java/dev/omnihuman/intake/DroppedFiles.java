package dev.omnihuman.intake;

import dev.omnihuman.job.Job;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files since the start that made no job: how many, and which. */
public final class DroppedFiles {

  /** What became of a file. */
  public enum Fate {
    /** It never was a job. */
    REJECTED,
    /** It asked for a video that is there or on its way. */
    DUPLICATE,
    /** It asked for another try, which may be charged again and wants {@code force}. */
    NEEDS_FORCE
  }

  /**
   * One file.
   *
   * @param name as it was dropped or, of a manifest, as it was filed
   * @param words why, in one line
   * @param earlier the job that has the same content; null if it was rejected
   */
  public record DroppedFile(Fate fate, String name, String words, @Nullable Job earlier) {}

  /** Who writes more problems into a file needs no full list; his note has more. */
  private static final int MOST_PROBLEMS = 20;

  private final Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
  private final List<DroppedFile> files = new ArrayList<>();
  private boolean countsOnly;

  /** For a program that runs for ever: the files are counted and not kept. */
  public synchronized void keepCountsOnly() {
    countsOnly = true;
    files.clear();
  }

  void rejected(String name, List<Problem> problems) {
    StringBuilder words = new StringBuilder();
    problems.stream()
        .limit(MOST_PROBLEMS)
        .forEach(problem -> words.append(words.isEmpty() ? "" : "; ").append(problem.message()));
    if (problems.size() > MOST_PROBLEMS) {
      words.append("; and ").append(problems.size() - MOST_PROBLEMS).append(" more");
    }
    rejected(name, words.toString());
  }

  void rejected(String name, String why) {
    add(new DroppedFile(Fate.REJECTED, name, why, null));
  }

  void duplicate(String name, Job earlier) {
    String words = "asks for the same as job %s".formatted(earlier.label());
    add(new DroppedFile(Fate.DUPLICATE, name, words, earlier));
  }

  void needsForce(String name, Job earlier) {
    String words =
        "another try of job %s may be charged again and needs \"force\": true"
            .formatted(earlier.label());
    add(new DroppedFile(Fate.NEEDS_FORCE, name, words, earlier));
  }

  private synchronized void add(DroppedFile file) {
    counts.merge(file.fate(), 1, Integer::sum);
    if (!countsOnly) {
      files.add(file);
    }
  }

  public synchronized int count(Fate fate) {
    return counts.getOrDefault(fate, 0);
  }

  /** In the order of their coming. */
  public synchronized List<DroppedFile> files() {
    return List.copyOf(files);
  }
}

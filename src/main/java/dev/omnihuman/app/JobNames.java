package dev.omnihuman.app;

import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.JobReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the jobs that people name: by an id, the beginning of one, or a name that is unique. */
record JobNames(JobReader ledger) {

  private static final int MOST_CANDIDATES = 10;

  /**
   * @return each job once, in the order in which they were named
   * @throws UsageException if one of the names tells no job, or several
   */
  List<Job> find(List<String> names) {
    Map<String, Job> found = new LinkedHashMap<>();
    for (String name : names) {
      Job job = find(name);
      found.putIfAbsent(job.id(), job);
    }
    return List.copyOf(found.values());
  }

  Job find(String name) {
    Optional<Job> exact = ledger.find(name);
    if (exact.isPresent()) {
      return exact.get();
    }
    List<Job> candidates = ledger.called(name, MOST_CANDIDATES + 1);
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    if (candidates.isEmpty()) {
      throw new UsageException(
          "there is no job %s; name it by its id, by the first %d characters of it or more, by its"
                  .formatted(Spoken.printable(name), JobReader.SHORTEST_ID)
              + " name, or by its manifest's file");
    }
    String more = candidates.size() > MOST_CANDIDATES ? " and more" : "";
    throw new UsageException(
        "several jobs are called %s: %s%s; name one by its id"
            .formatted(
                Spoken.printable(name),
                candidates.stream()
                    .limit(MOST_CANDIDATES)
                    .map(job -> "%s %s".formatted(job.label(), job.state()))
                    .map(Spoken::printable)
                    .collect(Collectors.joining(", ")),
                more));
  }
}

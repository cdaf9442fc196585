package dev.omnihuman.rig;

import dev.omnihuman.job.JobState;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the program printed of its jobs. A line comes after the commit that it tells of. */
record RunLog(List<Step> steps) {

  /**
   * One line.
   *
   * @param from null for a new job
   */
  record Step(String name, String id, JobState from, JobState to) {}

  private static final Set<JobState> BEFORE_THE_ANSWER =
      Set.of(JobState.ACCEPTED, JobState.SUBMITTING, JobState.IN_DOUBT);

  private static final Pattern LINE =
      Pattern.compile(".* job (\\S+) \\[(\\w+)]: (?:([A-Z_]+) -> )?([A-Z_]+)(?:: .*)?");

  static RunLog of(String out) {
    // Whatever stands behind the last line's end was cut off by a kill.
    return new RunLog(
        out.substring(0, out.lastIndexOf('\n') + 1)
            .lines()
            .map(LINE::matcher)
            .filter(Matcher::matches)
            .map(
                line ->
                    new Step(
                        line.group(1),
                        line.group(2),
                        line.group(3) == null ? null : JobState.valueOf(line.group(3)),
                        JobState.valueOf(line.group(4))))
            .toList());
  }

  /** The jobs that went into a state. */
  Set<String> reached(JobState state) {
    return steps.stream()
        .filter(step -> step.to() == state)
        .map(Step::name)
        .collect(Collectors.toSet());
  }

  /** The jobs of which the program knew how their submit had ended. */
  Set<String> answered() {
    return steps.stream()
        .filter(step -> !BEFORE_THE_ANSWER.contains(step.to()))
        .map(Step::name)
        .collect(Collectors.toSet());
  }

  boolean isSubmittingNothing() {
    return answered().equals(reached(JobState.ACCEPTED));
  }
}

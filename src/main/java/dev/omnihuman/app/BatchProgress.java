package dev.omnihuman.app;

import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.Standing;
import java.time.Instant;
import java.util.List;
import java.util.StringJoiner;

/**
 * How a batch stands at one moment.
 *
 * @param jobs those that are open, or ended since its start
 * @param rejected how many files were rejected
 * @param duplicates how many files asked for a video that is there or on its way
 * @param downloads how many jobs' videos are being fetched
 * @param rate of these downloads together, in bytes a second
 * @param gates what stops all submits; empty if nothing does
 */
record BatchProgress(
    Standing jobs,
    long rejected,
    long duplicates,
    int downloads,
    long rate,
    List<String> gates,
    Instant at) {

  long all() {
    return jobs.all();
  }

  /** Not to be submitted any more, or not by itself. */
  long submitted() {
    return all() - waitingForSubmit();
  }

  long waitingForSubmit() {
    return jobs.in(JobState.ACCEPTED, JobState.SUBMITTING);
  }

  long atGateway() {
    return jobs.in(JobState.SUBMITTED);
  }

  /** Those of which a video has come, or may still come by itself. */
  long hopeful() {
    return all() - failed() - inDoubt();
  }

  /** The gateway has their video. */
  long made() {
    return delivered() + jobs.in(JobState.READY);
  }

  long delivered() {
    return jobs.in(JobState.DELIVERED);
  }

  long failed() {
    return jobs.in(JobState.FAILED, JobState.ABANDONED);
  }

  long inDoubt() {
    return jobs.in(JobState.IN_DOUBT);
  }

  /** Such as {@code the last expected at 14:32:10Z (in 4 min)}; empty if nobody can tell. */
  String expected() {
    Instant last = jobs.lastExpectedAt();
    if (last == null) {
      return "";
    }
    return last.isAfter(at)
        ? "the last expected at " + Spoken.at(last, at)
        : "the last expected by now";
  }

  /** Such as {@code 3.4 MiB/s}. */
  String speed() {
    return Sizes.text(rate) + "/s";
  }

  /** What no bar tells. */
  String rest() {
    StringJoiner rest = new StringJoiner(", ");
    rest.add(failed() + " failed").add(inDoubt() + " in doubt").add(rejected + " rejected");
    if (duplicates > 0) {
      rest.add(duplicates + " duplicates");
    }
    if (!gates.isEmpty()) {
      rest.add("shut: " + String.join(", ", gates));
    }
    return rest.toString();
  }

  /** All of it in one line. */
  String line() {
    StringJoiner line = new StringJoiner(", ");
    line.add("%d of %d submitted".formatted(submitted(), all()));
    String expected = expected();
    line.add(
        "%d at the gateway%s"
            .formatted(atGateway(), expected.isEmpty() ? "" : " (" + expected + ")"));
    line.add(
        downloads == 0
            ? "%d to download".formatted(jobs.in(JobState.READY))
            : "%d to download (%d under way at %s)"
                .formatted(jobs.in(JobState.READY), downloads, speed()));
    return line.add(delivered() + " delivered").add(rest()).toString();
  }

  /** Whether there is anything new to tell people who read lines. */
  boolean isNewsAfter(BatchProgress before) {
    return !jobs.counts().equals(before.jobs().counts())
        || rejected != before.rejected()
        || duplicates != before.duplicates()
        || !gates.equals(before.gates());
  }
}

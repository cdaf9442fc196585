package dev.omnihuman.desk;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Remote;
import dev.omnihuman.job.Retry;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What happens to a job next: by itself and when, or what a person can do.
 *
 * @param shut the gates that are shut
 */
public record NextStep(List<ClosedGate> shut, Instant now) {

  public String of(Job job) {
    return switch (job.state()) {
      case ACCEPTED -> accepted(job);
      case SUBMITTING ->
          "Its paid call is under way. If no answer is stored by %s, it is in doubt."
              .formatted(Spoken.at(due(job), now));
      case IN_DOUBT -> doubt(job);
      case SUBMITTED -> submitted(job);
      case READY -> "It is paid for and complete. Its video is fetched %s.".formatted(when(job));
      case DELIVERED ->
          "Nothing is left to do: %s in the outbox."
              .formatted(String.join(", ", job.ending().outputs()));
      case FAILED -> Objects.requireNonNull(job.ending().reason()).meaning() + " " + ended(job);
      case ABANDONED -> "A person gave it up. " + ended(job);
    };
  }

  private String accepted(Job job) {
    if (!shut.isEmpty()) {
      return "It waits, because no job is submitted now. "
          + shut.stream().map(gate -> Gates.line(gate, now)).collect(Collectors.joining(" "));
    }
    return "It is submitted %s.".formatted(when(job));
  }

  private static String doubt(Job job) {
    return ("Unless the gateway calls back about it, nothing happens by itself, because another"
            + " submit could pay for the same video twice. Look in the provider's account whether this request is there; then:"
            + " resolve %s --request-id ID if it is, resolve %s --resubmit --yes if it is not,"
            + " resolve %s --abandon to give it up.")
        .formatted(job.id(), job.id(), job.id());
  }

  private String submitted(Job job) {
    String look = "The gateway is asked again %s.%s".formatted(when(job), expectation(job));
    return Remote.NOT_FOUND.equals(job.remote().status())
        ? "The gateway does not know the request %s. %s If the id was mistyped: resolve %s --request-id ID."
            .formatted(job.requestId(), look, job.id())
        : look;
  }

  /** As far as earlier jobs tell. */
  private String expectation(Job job) {
    Instant end = job.times().expectedAt();
    return end == null ? "" : " Its video is expected at about %s.".formatted(Spoken.at(end, now));
  }

  /** How a job that ended badly gets another try. */
  private static String ended(Job job) {
    String retry =
        Retry.withoutRisk(job, job.times().acceptedAt())
            .map(
                next ->
                    next.state() == JobState.SUBMITTED
                        ? "retry %s asks the gateway about it once more, which is free;"
                            + " retry %s --resubmit --yes submits it anew, at its price."
                        : "retry %s submits it anew; nothing was charged so far.")
            .orElse(
                "retry %s --resubmit --yes submits it anew; what was charged so far: "
                    + Spoken.charged(job.ending().chargedInAll())
                    + ".");
    String named =
        job.ending().reason() == FailureReason.SUBMIT_UNCLEAR
                || job.ending().reason() == FailureReason.LOST_REMOTE
            ? " If its request is found in the provider's account: resolve %s --request-id ID."
            : "";
    return (retry + named).replace("%s", job.id());
  }

  private String when(Job job) {
    Instant due = due(job);
    return due.isAfter(now) ? "at " + Spoken.at(due, now) : "as soon as its turn comes";
  }

  private Instant due(Job job) {
    return Objects.requireNonNullElse(job.progress().dueAt(), now);
  }
}

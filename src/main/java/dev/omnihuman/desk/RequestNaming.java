package dev.omnihuman.desk;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Remote;
import dev.omnihuman.job.RequestId;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.JobReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A person tells which request the gateway made of a job. */
final class RequestNaming {

  private final JobReader ledger;

  RequestNaming(JobReader ledger) {
    this.ledger = ledger;
  }

  Ruling rule(Job job, @Nullable String requestId, Instant now) {
    if (requestId == null || !RequestId.isValid(requestId)) {
      return new Ruling.Refused("\"%s\" cannot be a request id".formatted(requestId));
    }
    if (!mayBeNamed(job)) {
      return Rulings.notHeld(job);
    }
    Optional<Job> known = ledger.findByRequestId(requestId);
    if (known.isPresent() && !known.get().id().equals(job.id())) {
      return new Ruling.Refused(
          "%s is the request of job %s".formatted(requestId, known.get().label()));
    }
    if (requestId.equals(job.remote().requestId())) {
      return new Ruling.Refused("%s is this job's own request already".formatted(requestId));
    }
    return new Ruling.Granted(
        job.foundSubmitted(requestId, now),
        "resolved by a person: the gateway knows it as %s%s"
            .formatted(requestId, notAs(job.remote().requestId())),
        "the gateway is asked about " + requestId);
  }

  /**
   * Whether a person may tell which request the gateway made of a job: nobody knows, or the one
   * that we know is unknown to the gateway, or a person named it and may have mistyped it.
   */
  boolean mayBeNamed(Job job) {
    Remote remote = job.remote();
    return switch (job.state()) {
      case IN_DOUBT -> true;
      case SUBMITTED ->
          Remote.NOT_FOUND.equals(remote.status()) || remote.status() == null && isNamed(job);
      case FAILED ->
          job.ending().reason() == FailureReason.SUBMIT_UNCLEAR
              || job.ending().reason() == FailureReason.LOST_REMOTE;
      case ABANDONED ->
          job.ending().charged() != Charged.NO
              && (remote.requestId() == null || Remote.NOT_FOUND.equals(remote.status()));
      default -> false;
    };
  }

  /** An id that proves wrong is told in the event, and nowhere else any more. */
  private static String notAs(@Nullable String formerId) {
    return formerId == null ? "" : ", not as " + formerId;
  }

  /** Whether the request id came from a person and not with the gateway's answer. */
  private boolean isNamed(Job job) {
    List<Attempt> attempts = ledger.attempts(job.id());
    return attempts.stream()
        .filter(attempt -> attempt.number() == job.progress().attempt())
        .noneMatch(attempt -> attempt.endedIn(SubmitOutcome.ACCEPTED));
  }
}

package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import java.time.Instant;

/**
 * What a callback called an attempt to submit whose own answer named no request. Whoever knows the
 * attempt's token may have said it, so it is believed when the gateway confirms it.
 *
 * @param job as it stands now
 * @param attempt the attempt that the callback was about; perhaps not the job's latest
 * @param requestId checked by {@link dev.omnihuman.job.RequestId}
 * @param receivedAt when it was first said
 * @param tries how often the gateway was asked in vain
 */
public record Lead(Job job, int attempt, String requestId, Instant receivedAt, int tries) {

  /** Whether the job has been submitted again since. */
  public boolean isOfEarlierAttempt() {
    return attempt < job.progress().attempt();
  }
}

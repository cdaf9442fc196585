package dev.omnihuman.ledger;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Topic;
import dev.omnihuman.job.Transport;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What others want to be told. Of what nobody wants no row is written.
 *
 * @param receivers who want it; each is told
 * @param wording says it
 */
public record NoticeRules(Set<Topic> topics, Set<Transport> receivers, Wording wording) {

  /** Nobody is told anything. */
  public static final NoticeRules NONE =
      new NoticeRules(
          Set.of(),
          Set.of(),
          new Wording() {
            @Override
            public String ofJob(JobNews news) {
              return "{}";
            }

            @Override
            public String ofGate(ClosedGate gate, Instant at) {
              return "{}";
            }
          });

  public NoticeRules {
    topics = Set.copyOf(topics);
    receivers = Set.copyOf(receivers);
  }

  /**
   * A change of a job's state.
   *
   * @param from null: the job is new
   * @param job as it is from now on
   * @param why the words of the event
   * @param node which of several nodes stored it; null where there is one alone
   */
  public record JobNews(
      @Nullable JobState from, Job job, @Nullable String why, Instant at, @Nullable String node) {}

  /**
   * Puts news into a JSON object. It is asked inside the ledger's transaction, so that what is sent
   * is the same however often it is sent: it must not wait. If it throws, the notice says no more
   * than who and what; the change that it should tell of is stored all the same.
   */
  public interface Wording {

    String ofJob(JobNews news);

    /**
     * @param gate as it is while it is shut
     * @param at when it was shut or opened
     */
    String ofGate(ClosedGate gate, Instant at);
  }

  boolean wants(Topic topic) {
    return topics.contains(topic) && !receivers.isEmpty();
  }
}

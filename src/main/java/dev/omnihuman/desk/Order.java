package dev.omnihuman.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person orders, as it travels from one process to another.
 *
 * @param id a ULID
 * @param at when it was given
 * @param words the request id, the cause of a pause, or a node's name; null where the act needs
 *     none
 * @param yes whether the person accepts what it may cost
 * @param targets the jobs that it is about
 * @param expects what the person was told that it leads to; null: whatever it leads to
 */
public record Order(
    String id,
    String at,
    Act act,
    @Nullable String words,
    boolean yes,
    List<Target> targets,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Expected expects) {

  String node() {
    return Objects.requireNonNull(words, "node");
  }

  /** Nobody waits so long for a receipt. */
  private static final Duration STALE_AFTER = Duration.ofMinutes(1);

  public Order {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(act, "act");
    targets = List.copyOf(targets);
  }

  public Order(
      String id, String at, Act act, @Nullable String words, boolean yes, List<Target> targets) {
    this(id, at, act, words, yes, targets, null);
  }

  /**
   * A job as the person saw it. The order is refused when it is in another state by now, or at
   * another attempt: so an order can never do twice what it should do once.
   */
  public record Target(String job, JobState state, int attempt) {

    public static Target of(Job job) {
      return new Target(job.id(), job.state(), job.progress().attempt());
    }

    boolean isStill(Job job) {
      return job.state() == state && job.progress().attempt() == attempt;
    }
  }

  /** Whether whoever gave it has ceased to wait; a clock that was set back counts as well. */
  boolean isStale(Instant now) {
    return Duration.between(Instant.parse(at), now).abs().compareTo(STALE_AFTER) > 0;
  }
}

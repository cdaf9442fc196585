package dev.omnihuman.intake;

import dev.omnihuman.ledger.Acceptance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message.
 *
 * @param acceptance what the ledger made of it; null if it was not asked
 * @param problems why it is no job; empty if it is one
 */
public record Taken(Message message, @Nullable Acceptance acceptance, List<Problem> problems) {

  public Taken {
    problems = List.copyOf(problems);
  }

  static Taken unfit(Message message, List<Problem> problems) {
    return new Taken(message, null, problems);
  }

  static Taken decided(Message message, Acceptance acceptance) {
    return acceptance instanceof Acceptance.NeedsForce refused
        ? new Taken(message, acceptance, List.of(needsForce(refused)))
        : new Taken(message, acceptance, List.of());
  }

  private static Problem needsForce(Acceptance.NeedsForce refused) {
    return new Problem(
        1,
        "force",
        "no true",
        "true, if another try of job %s, which may be charged again, is wanted"
            .formatted(refused.earlier().label()));
  }

  /** Whether somebody must be told that no job came of it. */
  public boolean isRefused() {
    return !problems.isEmpty();
  }
}

package dev.omnihuman.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What became of an order.
 *
 * @param order its id
 * @param lines one for each job, or for each thing that was done
 */
public record Receipt(String order, List<Line> lines) {

  public Receipt {
    lines = List.copyOf(lines);
  }

  /**
   * @param done false: it was refused, and nothing was changed
   * @param words what was done, or why not, naming the job
   * @param unknown nobody knows whether it was done; then {@code done} is false
   */
  public record Line(
      boolean done, String words, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean unknown) {

    public Line(boolean done, String words) {
      this(done, words, false);
    }

    static Line done(String words) {
      return new Line(true, words);
    }

    static Line refused(String words) {
      return new Line(false, words);
    }

    /** The ledger failed while it stored: the step may be there all the same. */
    static Line unknown(String words) {
      return new Line(
          false, words + "; nobody knows whether it was done: look before you try again", true);
    }
  }

  static Receipt refused(String order, String words) {
    return new Receipt(order, List.of(Line.refused(words)));
  }
}

package dev.omnihuman.desk;

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
   */
  public record Line(boolean done, String words) {

    static Line done(String words) {
      return new Line(true, words);
    }

    static Line refused(String words) {
      return new Line(false, words);
    }
  }

  static Receipt refused(String order, String words) {
    return new Receipt(order, List.of(Line.refused(words)));
  }
}

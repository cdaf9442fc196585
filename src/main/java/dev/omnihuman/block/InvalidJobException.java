package dev.omnihuman.block;

import java.util.ArrayList;
import java.util.List;

/** No job can be made of a message, however often it comes. Nothing was sent or charged. */
public final class InvalidJobException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final ArrayList<String> problems;

  InvalidJobException(List<String> problems) {
    super("no job can be made of this message: " + String.join("; ", problems));
    this.problems = new ArrayList<>(problems);
  }

  /** All that is wrong with it, each with its place, what was found and what is allowed. */
  public List<String> problems() {
    return List.copyOf(problems);
  }
}

package dev.omnihuman.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Problems for programs: one JSON shape for the command line, the API and dead letters. */
public final class ProblemDocuments {

  private ProblemDocuments() {}

  /** The object that was added for a problem; more may be put into it. */
  public static ObjectNode add(ArrayNode to, Problem problem) {
    return to.addObject()
        .put("line", problem.line())
        .put("field", problem.field())
        .put("found", problem.found())
        .put("allowed", problem.allowed());
  }
}

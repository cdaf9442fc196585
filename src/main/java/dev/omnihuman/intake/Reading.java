package dev.omnihuman.intake;

import dev.omnihuman.job.Manifest;
import java.util.List;

/** What reading a file has led to. */
public sealed interface Reading permits Reading.Whole, Reading.Bad, Reading.Incomplete {

  /** What keeps it from being a manifest, in the order of lines; nothing if it is one. */
  List<Problem> problems();

  /** A manifest that keeps every rule. */
  record Whole(Manifest manifest) implements Reading {
    @Override
    public List<Problem> problems() {
      return List.of();
    }
  }

  /** A whole JSON object that breaks rules: more bytes would not help. In the order of lines. */
  record Bad(List<Problem> problems) implements Reading {
    public Bad {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Not one whole JSON object: perhaps still being written. The problems are what is to be told if
   * it stays so; those of fields that have already arrived are among them.
   */
  record Incomplete(List<Problem> problems) implements Reading {
    public Incomplete {
      problems = List.copyOf(problems);
    }
  }
}

package dev.omnihuman.intake;

import java.util.List;
import java.util.stream.Collectors;

/** What lies beside a rejected file, for somebody who may see nothing but the folders. */
public final class RejectionNote {

  /** Who wrote a file with more than that needs no full list, and no disk needs it either. */
  private static final int MAX_LINES = 200;

  private static final String NEXT_STEPS =
      """

      Correct the file and drop it into the inbox again.
      The smallest manifest that is accepted looks like this:

      {
        "image_url": "https://example.com/face.png",
        "audio_url": "https://example.com/speech.mp3"
      }
      """;

  private RejectionNote() {}

  /**
   * The text of {@code rejected/x.reason.txt}.
   *
   * @param fileName as it was dropped
   * @param problems all of them, in the order in which they are to be read
   */
  public static String text(String fileName, List<Problem> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    String list =
        problems.stream()
            .limit(MAX_LINES)
            .map(problem -> problem.message() + "\n")
            .collect(Collectors.joining());
    int left = problems.size() - MAX_LINES;
    return Shown.fileName(fileName)
        + " was not accepted: "
        + count
        + ". Nothing was sent, nothing was charged.\n\n"
        + list
        + (left > 0 ? "and " + left + " more\n" : "")
        + NEXT_STEPS;
  }
}

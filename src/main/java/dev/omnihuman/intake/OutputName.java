package dev.omnihuman.intake;

import dev.omnihuman.job.OutputTemplate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * The rule for the stem of a finished video's name.
 *
 * <p>Letters and digits are Unicode's, with the marks that many scripts write above or below a
 * letter: names in any language work, and so do those that macOS hands over decomposed. A name is
 * taken as it was written, not normalised: who looks for it afterwards, often a script, looks for
 * the characters that it wrote.
 */
final class OutputName {

  static final int MAX_CHARACTERS = OutputTemplate.MOST_CHARACTERS;

  /**
   * File systems end a name at 255 bytes, not characters, and what we put around the stem needs
   * some of them. Found out after the video was made, it would be too late.
   */
  static final int MAX_BYTES = OutputTemplate.MOST_BYTES;

  static final String ALLOWED =
      "letters, digits, space, \".\", \"_\" and \"-\", 1 to "
          + MAX_CHARACTERS
          + " characters (at most "
          + MAX_BYTES
          + " bytes), no \".\" at the start, no space at the start or the end";

  private OutputName() {}

  /** What a person should be told about it; empty when it may be used. */
  static Optional<String> fault(String name) {
    List<String> faults = faults(name);
    return faults.isEmpty()
        ? Optional.empty()
        : Optional.of(Shown.quoted(name) + " (" + String.join(", ", faults) + ")");
  }

  /** The stem of a manifest's file name: the name of the output when the manifest gives none. */
  static String stem(String fileName) {
    int end = fileName.length() - ".json".length();
    boolean json = end >= 0 && fileName.regionMatches(true, end, ".json", 0, ".json".length());
    return json ? fileName.substring(0, end) : fileName;
  }

  private static List<String> faults(String name) {
    if (name.isEmpty()) {
      return List.of("empty");
    }
    List<String> faults = new ArrayList<>();
    Matcher foreign = OutputTemplate.FOREIGN.matcher(name);
    if (foreign.find()) {
      faults.add("it holds " + Shown.quoted(foreign.group()));
    }
    if (name.startsWith(".")) {
      faults.add("it starts with \".\"");
    }
    if (name.startsWith(" ")) {
      faults.add("it starts with a space");
    }
    if (name.endsWith(" ")) {
      faults.add("it ends with a space");
    }
    int characters = name.codePointCount(0, name.length());
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (characters > MAX_CHARACTERS) {
      faults.add(characters + " characters");
    } else if (bytes > MAX_BYTES) {
      faults.add(bytes + " bytes");
    }
    return faults;
  }
}

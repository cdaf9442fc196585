package dev.omnihuman.simulator;

import java.net.URI;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a picture asks for. The word may be followed by {@code -once}, {@code -twice} or
 * a number as in {@code -3-times}: from then on all goes well. Counted are the submits with this
 * picture; for trouble with the status, the status requests for one video.
 *
 * @param times how often it happens
 */
record Script(String picture, Rehearsal rehearsal, int times) {

  private static final Pattern COUNT = Pattern.compile("-once|-twice|-(\\d{1,6})-times");

  static Script orderedBy(URI image) {
    String path = image.getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    Rehearsal asked =
        Arrays.stream(Rehearsal.values())
            .filter(rehearsal -> name.startsWith(rehearsal.trigger()))
            .max(Comparator.comparing(rehearsal -> rehearsal.trigger().length()))
            .orElse(Rehearsal.NONE);
    return new Script(image.toString(), asked, times(name.substring(asked.trigger().length())));
  }

  private static int times(String rest) {
    Matcher count = COUNT.matcher(rest);
    if (!count.lookingAt()) {
      return Integer.MAX_VALUE;
    }
    return switch (count.group()) {
      case "-once" -> 1;
      case "-twice" -> 2;
      default -> Integer.parseInt(count.group(1));
    };
  }

  boolean isRehearsed() {
    return rehearsal != Rehearsal.NONE;
  }

  /** What is asked of the n-th submit with this picture. */
  Rehearsal forSubmit(int n) {
    return rehearsal.lookFault() != null || n <= times ? rehearsal : Rehearsal.NONE;
  }
}

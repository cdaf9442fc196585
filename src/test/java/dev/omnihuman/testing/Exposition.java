package dev.omnihuman.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers as Prometheus reads them, in its text format. What is not written exactly so is refused.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Text format 0.0.4</a>
 */
public record Exposition(
    Map<String, String> types, Map<String, String> help, List<Sample> samples) {

  /** One line. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (" + NAME + ")(?: (.*))?");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")(?:\\{(.*)})? (NaN|[+-]Inf|[-+0-9.eE]+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\n\"])*)\"(?:,|$)");

  /**
   * @throws IllegalArgumentException naming the line that is none
   */
  public static Exposition parse(String text) {
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, String> help = new LinkedHashMap<>();
    List<Sample> samples = new ArrayList<>();
    for (String line : text.split("\n")) {
      Matcher comment = COMMENT.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (comment.matches()) {
        Map<String, String> kept = comment.group(1).equals("TYPE") ? types : help;
        if (kept.put(comment.group(2), String.valueOf(comment.group(3))) != null) {
          throw new IllegalArgumentException("said twice: " + line);
        }
      } else if (sample.matches()) {
        samples.add(new Sample(sample.group(1), labels(sample.group(2)), number(sample.group(3))));
      } else {
        throw new IllegalArgumentException("not a line of the text format: " + line);
      }
    }
    return new Exposition(types, help, samples);
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    String rest = text == null ? "" : text;
    while (!rest.isEmpty()) {
      Matcher label = LABEL.matcher(rest);
      if (!label.lookingAt()) {
        throw new IllegalArgumentException("not a label: " + rest);
      }
      labels.put(label.group(1), label.group(2));
      rest = rest.substring(label.end());
    }
    return labels;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /**
   * The value of the one sample with these labels, perhaps among others.
   *
   * @param labels name, value, name, value …
   */
  public double value(String name, String... labels) {
    List<Sample> found = with(name, labels);
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "%d samples of %s%s".formatted(found.size(), name, List.of(labels)));
    }
    return found.get(0).value();
  }

  /** The samples with these labels, perhaps among others. */
  public List<Sample> with(String name, String... labels) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name))
        .filter(
            sample -> {
              for (int n = 0; n < labels.length; n += 2) {
                if (!labels[n + 1].equals(sample.labels().get(labels[n]))) {
                  return false;
                }
              }
              return true;
            })
        .toList();
  }
}

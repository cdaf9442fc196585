package dev.omnihuman.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From the bytes of a file to its manifest, or to everything that is wrong with it. A pure function
 * that throws for no input.
 */
public final class ManifestReader {

  /** A size in bytes. */
  static final int MAX_BYTES = 256 * 1024;

  /** Levels of objects and arrays, the manifest itself being the first. */
  static final int MAX_DEPTH = 32;

  private static final String ONE_OBJECT = "one JSON object";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Field names come from outside: keep none of them, in whatever number they come.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          // The whole text is bounded; a long number is a wrong value, not a broken text.
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNameLength(MAX_BYTES)
                  .maxNumberLength(MAX_BYTES)
                  .maxStringLength(MAX_BYTES)
                  .build())
          .build();

  private ManifestReader() {}

  /**
   * Reads a file's content.
   *
   * @param fileName gives the output its name when the manifest does not
   * @param bytes all of the file
   */
  public static Reading read(String fileName, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      String allowed = "at most " + MAX_BYTES + " bytes (256 KiB)";
      return incomplete(new Problem(1, null, bytes.length + " bytes", allowed));
    }
    return Encoding.problem(bytes)
        .map(ManifestReader::incomplete)
        .orElseGet(() -> read(Encoding.text(bytes), new Fields(fileName)));
  }

  private static Reading read(String text, Fields fields) {
    try (JsonParser parser = JSON.createParser(text)) {
      try {
        Optional<Problem> problem = walk(parser, fields);
        if (problem.isPresent()) {
          return incomplete(fields, problem.get());
        }
      } catch (JsonProcessingException e) {
        return incomplete(fields, new SyntaxFault(text, parser, e).problem());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory can be read", e);
    }
    List<Problem> problems = fields.problems();
    return problems.isEmpty() ? new Reading.Whole(fields.manifest()) : new Reading.Bad(problems);
  }

  /** Hands each field on; returns what keeps the text from being one whole object, if anything. */
  private static Optional<Problem> walk(JsonParser parser, Fields fields) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      return Optional.of(new Problem(1, null, "an empty file", ONE_OBJECT));
    }
    int objectLine = line(parser);
    if (first != JsonToken.START_OBJECT) {
      String found = Value.take(parser).found();
      return Optional.of(new Problem(objectLine, null, found, ONE_OBJECT));
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      int keyLine = line(parser);
      parser.nextToken();
      fields.add(key, keyLine, Value.take(parser));
    }
    fields.end(objectLine);
    return textAfterObject(parser);
  }

  private static Optional<Problem> textAfterObject(JsonParser parser) throws IOException {
    int line;
    try {
      if (parser.nextToken() == null) {
        return Optional.empty();
      }
      line = line(parser);
    } catch (JsonProcessingException e) {
      // Whatever it is, it should not be there.
      line = parser.currentLocation().getLineNr();
    }
    return Optional.of(new Problem(line, null, "more text after the object", ONE_OBJECT));
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static Reading incomplete(Problem problem) {
    return new Reading.Incomplete(List.of(problem));
  }

  private static Reading incomplete(Fields fields, Problem problem) {
    List<Problem> problems = new ArrayList<>(fields.problems());
    problems.add(problem);
    return new Reading.Incomplete(problems);
  }
}

package dev.omnihuman.intake;

import dev.omnihuman.job.GenerateRequest;
import dev.omnihuman.job.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of one manifest as they come in, and everything that is wrong with them. */
final class Fields {

  private static final String RENAME =
      OutputName.ALLOWED + "; rename the file or give it a \"name\"";

  private final String fileName;
  private final Map<String, Integer> firstLines = new HashMap<>();
  private final Map<Field, Value> values = new EnumMap<>(Field.class);
  private final List<Problem> problems = new ArrayList<>();

  Fields(String fileName) {
    this.fileName = fileName;
  }

  /** A field was read whole. */
  void add(String key, int line, Value value) {
    Integer firstLine = firstLines.putIfAbsent(key, line);
    if (firstLine != null) {
      String again = "the same field again (first on line " + firstLine + ")";
      problems.add(new Problem(line, key, again, "each field once"));
    }
    Optional<Field> known = Field.called(key);
    if (known.isPresent()) {
      values.put(known.get(), value);
      known.get().check(value).ifPresent(problems::add);
    } else if (firstLine == null) {
      String hint =
          Field.nearest(key).map(near -> " (did you mean \"" + near.key + "\"?)").orElse("");
      problems.add(new Problem(line, key, "an unknown field", Field.ALL + hint));
    }
  }

  /** The object has ended: what did not come is missing. */
  void end(int objectLine) {
    for (Field field : Field.REQUIRED) {
      if (!values.containsKey(field)) {
        problems.add(new Problem(objectLine, field.key, "nothing", field.allowed));
      }
    }
    if (!values.containsKey(Field.NAME)) {
      OutputName.fault(OutputName.stem(fileName))
          .map(fault -> "no name, and the file's own cannot stand for it: " + fault)
          .map(found -> new Problem(objectLine, Field.NAME.key, found, RENAME))
          .ifPresent(problems::add);
    }
  }

  /** Those found so far, in the order of lines. */
  List<Problem> problems() {
    return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  /** To be called when the object has ended and there are no problems. */
  Manifest manifest() {
    String name = text(Field.NAME);
    Value force = values.get(Field.FORCE);
    return new Manifest(
        fileName,
        name == null ? OutputName.stem(fileName) : name,
        force != null && Boolean.parseBoolean(force.text()),
        new GenerateRequest(
            Objects.requireNonNull(text(Field.IMAGE_URL)),
            Objects.requireNonNull(text(Field.AUDIO_URL)),
            text(Field.RESOLUTION)));
  }

  private @Nullable String text(Field field) {
    Value value = values.get(field);
    return value == null ? null : value.text();
  }
}

package dev.omnihuman.intake;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fields of a manifest, and what each may hold. */
enum Field {
  IMAGE_URL("image_url", HttpUrl.ALLOWED, HttpUrl::fault),
  AUDIO_URL("audio_url", HttpUrl.ALLOWED, HttpUrl::fault),
  RESOLUTION("resolution", "480p, 720p, 1080p", Field::resolutionFault),
  NAME("name", OutputName.ALLOWED, OutputName::fault),
  FORCE("force", "true or false, without quotes", text -> Optional.of(Shown.quoted(text)));

  static final List<Field> REQUIRED = List.of(IMAGE_URL, AUDIO_URL);
  static final String ALL =
      Arrays.stream(values()).map(f -> f.key).collect(Collectors.joining(", "));

  final String key;
  final String allowed;
  private final Function<String, Optional<String>> textFault;

  Field(String key, String allowed, Function<String, Optional<String>> textFault) {
    this.key = key;
    this.allowed = allowed;
    this.textFault = textFault;
  }

  static Optional<Field> called(String key) {
    return Arrays.stream(values()).filter(field -> field.key.equals(key)).findAny();
  }

  /** The field that somebody may have meant who wrote this key. */
  static Optional<Field> nearest(String key) {
    return Spelling.nearest(key, Arrays.stream(values()).map(f -> f.key).toList())
        .flatMap(Field::called);
  }

  /** What is wrong with a value of this field; empty when nothing is. */
  Optional<Problem> check(Value value) {
    return fault(value).map(found -> new Problem(value.line(), key, found, allowed));
  }

  private Optional<String> fault(Value value) {
    if (value.isText()) {
      return textFault.apply(value.text());
    }
    return this == FORCE && value.isBoolean() ? Optional.empty() : Optional.of(value.found());
  }

  private static Optional<String> resolutionFault(String text) {
    return switch (text) {
      case "480p", "720p", "1080p" -> Optional.empty();
      default -> Optional.of(Shown.quoted(text));
    };
  }
}

package dev.omnihuman.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.desk.Expected;
import dev.omnihuman.desk.Order;
import dev.omnihuman.job.JobState;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The body of an act; every mistake in it is told by the field's name. */
record ActBody(ObjectNode fields) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int LONGEST_NAME = 40;

  /** Those that some act knows; unset they say nothing, so that a page may always send them. */
  private static final Set<String> OPTIONAL = Set.of("yes", "resubmit", "request_id", "expects");

  static ActBody read(@Nullable Buffer body) {
    try {
      if (body != null && JSON.readTree(body.getBytes()) instanceof ObjectNode object) {
        return new ActBody(object);
      }
    } catch (JsonProcessingException e) {
      throw RefusedException.bad(
          "The body is no JSON: %s.".formatted(firstLine(e.getOriginalMessage())));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can always be read", e);
    }
    throw RefusedException.bad("The body is a JSON object.");
  }

  private static String firstLine(String words) {
    // What Jackson says after a colon may quote the body.
    return words.split("[\n:]", 2)[0];
  }

  /** The job as the person saw it. */
  Order.Target target(String id) {
    return new Order.Target(id, state(), attempt());
  }

  private JobState state() {
    JsonNode state = fields.path("state");
    try {
      return JobState.valueOf(state.asText());
    } catch (IllegalArgumentException e) {
      throw RefusedException.bad(
          "state is the job's as you saw it: %s."
              .formatted(
                  Arrays.stream(JobState.values())
                      .map(Enum::name)
                      .collect(Collectors.joining(", "))));
    }
  }

  private int attempt() {
    JsonNode attempt = fields.path("attempt");
    if (!attempt.isInt() || attempt.intValue() < 0) {
      throw RefusedException.bad(
          "attempt is the number of the job's attempts as you saw it: 0 or more.");
    }
    return attempt.intValue();
  }

  /** What the person was told that it leads to; null where that was not said. */
  @Nullable Expected expects() {
    String name = text("expects");
    return name == null
        ? null
        : Expected.named(name)
            .orElseThrow(
                () ->
                    RefusedException.bad(
                        "expects is what the act of the job's acts says: ask or submit."));
  }

  /** False where it is not there. */
  boolean flag(String name) {
    JsonNode flag = fields.path(name);
    if (!flag.isBoolean() && !isLeftOut(flag)) {
      throw RefusedException.bad("%s is true or false.".formatted(name));
    }
    return flag.booleanValue();
  }

  @Nullable String text(String name) {
    JsonNode text = fields.path(name);
    if (!text.isTextual() && !isLeftOut(text)) {
      throw RefusedException.bad("%s is a text.".formatted(name));
    }
    return text.textValue();
  }

  private static boolean isLeftOut(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  static Set<String> withTarget(Set<String> names) {
    Set<String> all = new TreeSet<>(names);
    all.add("state");
    all.add("attempt");
    return all;
  }

  /** What was sent and is not known would be a wish that is not heard. */
  void requireOnly(Set<String> known) {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      boolean unset = field.getValue().isNull() || field.getValue().equals(BooleanNode.FALSE);
      if (!known.contains(field.getKey()) && !(unset && OPTIONAL.contains(field.getKey()))) {
        throw RefusedException.bad(
            "The field %s is not known here; known are %s."
                .formatted(shown(field.getKey()), new TreeSet<>(known)));
      }
    }
  }

  private static String shown(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_.-]", "?");
    return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) + "…" : plain;
  }
}

package dev.omnihuman.bus;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.intake.Message;
import dev.omnihuman.intake.ProblemDocuments;
import dev.omnihuman.intake.Taken;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.apache.camel.Body;

/** What is told of a message of which no job came: all its problems, and what it said. */
public final class DeadLetters {

  private static final JsonMapper JSON = new JsonMapper();

  /** Brokers take a megabyte, and each byte may need six letters in JSON. */
  private static final int LONGEST_TEXT = 64 * 1024;

  private static final int MOST_PROBLEMS = 200;

  /** A JSON object; the same for the same message. */
  public String text(@Body Taken refused) {
    Message message = refused.message();
    ObjectNode letter = JSON.createObjectNode();
    letter.put("id", message.id());
    ArrayNode problems = letter.putArray("problems");
    refused.problems().stream()
        .limit(MOST_PROBLEMS)
        .forEach(
            problem -> ProblemDocuments.add(problems, problem).put("words", problem.message()));
    letter.put("more_problems", Math.max(0, refused.problems().size() - MOST_PROBLEMS));
    byte[] text = message.text();
    if (text != null) {
      letter.put("truncated", text.length > LONGEST_TEXT);
      quote(letter, text.length > LONGEST_TEXT ? Arrays.copyOf(text, LONGEST_TEXT) : text);
    }
    return letter.toString();
  }

  private static void quote(ObjectNode letter, byte[] text) {
    try {
      letter.put(
          "text", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString());
    } catch (CharacterCodingException e) {
      // Cut within a letter, or no UTF-8 at all.
      letter.put("base64", Base64.getEncoder().encodeToString(text));
    }
  }
}

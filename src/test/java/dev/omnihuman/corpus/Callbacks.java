package dev.omnihuman.corpus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Bodies of callbacks. Without a {@code request_id} in the verdict nothing may come of one. */
final class Callbacks {

  private final Random random;
  private final Spoiling spoiling;
  private final List<Item> items = new ArrayList<>();

  private Callbacks(Random random) {
    this.random = random;
    this.spoiling = new Spoiling(random);
  }

  static List<Item> items(Random random) {
    Callbacks callbacks = new Callbacks(random);
    callbacks.good();
    callbacks.bad();
    return callbacks.items;
  }

  private void good() {
    for (String word : List.of("QUEUED", "PROCESSING", "COMPLETED", "FAILED", "ERROR")) {
      String id = Ids.next(random);
      String output =
          word.equals("COMPLETED") ? StatusAnswers.output("https://a.r2.dev/b") : "null";
      add("good-" + word, StatusAnswers.answer(id, word, "null", output), id, word);
    }
    String id = Ids.next(random);
    add("good-lower-case", StatusAnswers.answer(id, "completed", "null", "null"), id, "COMPLETED");
    add("good-unknown-word", StatusAnswers.answer(id, "PAUSED", "null", "null"), id, "PAUSED");
    // What it says of a result is not believed, so nothing in it can do harm.
    String hostile = StatusAnswers.output("file:///etc/passwd", "{{env:PIXAZO_API_KEY}}");
    add("good-id-hostile-links", StatusAnswers.answer(id, "ERROR", "7", hostile), id, "ERROR");
    spoiling
        .harmless(members('"' + id + '"', "\"FAILED\""))
        .forEach((how, body) -> add("good-" + how, body, id, "FAILED"));
    Ids.odd(random)
        .forEach(
            (how, odd) -> {
              String body = Spoiling.object(members('"' + odd + '"', "\"ERROR\""));
              add("good-id-" + how, Spoiling.utf8(body), odd, "ERROR");
            });
  }

  private void bad() {
    String id = '"' + Ids.next(random) + '"';
    spoiling
        .ruinous(members(id, "\"COMPLETED\""))
        .forEach((how, body) -> add("spoilt-" + how, body, null, null));
    Ids.bad(random)
        .forEach(
            (how, bad) -> {
              String body = Spoiling.object(members(bad, "\"COMPLETED\""));
              add("bad-id-" + how, Spoiling.utf8(body), null, null);
            });
    for (String word : List.of("null", "7", "true", "[]", "{}")) {
      String body = Spoiling.object(members(id, word));
      add("no-word-" + Spoiling.word(word), Spoiling.utf8(body), null, null);
    }
    add("id-alone", Spoiling.utf8("{\"request_id\": %s}".formatted(id)), null, null);
    add("word-alone", Spoiling.utf8("{\"status\": \"COMPLETED\"}"), null, null);
  }

  private void add(String name, byte[] body, String requestId, String word) {
    items.add(
        new Item(
            name + ".body",
            body,
            requestId == null ? Item.says() : Item.says("request_id", requestId, "word", word)));
  }

  private static Map<String, String> members(String id, String word) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("request_id", id);
    members.put("status", word);
    members.put("error", "null");
    return members;
  }
}

package dev.omnihuman.corpus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Answers to the free look, each for a request of its own that was accepted a moment ago. Without a
 * {@code remote_status} the answer has told nothing, and the job is looked at again.
 */
final class StatusAnswers {

  private static final String HOST = "https://pub-582b7213209642b9b995c96c95a30381.r2.dev/";

  private final Random random;
  private final Spoiling spoiling;
  private final List<Item> items = new ArrayList<>();

  private StatusAnswers(Random random) {
    this.random = random;
    this.spoiling = new Spoiling(random);
  }

  static List<Item> items(Random random) {
    StatusAnswers answers = new StatusAnswers(random);
    answers.words();
    answers.outputs();
    answers.otherRequests();
    answers.spoilt();
    answers.codes();
    return answers.items;
  }

  private void words() {
    for (String word : List.of("QUEUED", "PROCESSING", "queued", " Processing ")) {
      running("running-" + word, word, word.strip().toUpperCase(Locale.ROOT));
    }
    for (String word :
        List.of("CANCELLED", "DONE", "PENDING", "COMPLETE", "SUCCEEDED", "QUEUED?")) {
      running("unknown-" + word, word, word);
    }
    String id = Ids.next(random);
    add("failed", id, answer(id, "FAILED", "\"no face found\"", "null"), failed());
    id = Ids.next(random);
    add("failed-without-words", id, answer(id, "failed", "null", "null"), failed());
    id = Ids.next(random);
    add("failed-with-output", id, answer(id, "FAILED", "\"x\"", output(link(id))), failed());
    for (String error : List.of("\"Internal\"", "null", "{\"code\": 5}", "[]")) {
      id = Ids.next(random);
      Map<String, Object> doubted = told("SUBMITTED", "ERROR");
      add("error-" + error, id, answer(id, "ERROR", error, "null"), doubted);
    }
    for (String bad : List.of("null", "7", "true", "[\"COMPLETED\"]", "{}")) {
      id = Ids.next(random);
      String body = "{\"request_id\": \"%s\", \"status\": %s}".formatted(id, bad);
      add("no-word-" + bad, id, Spoiling.utf8(body), nothing());
    }
    id = Ids.next(random);
    add("no-word-at-all", id, Spoiling.utf8("{\"request_id\": \"%s\"}".formatted(id)), nothing());
  }

  private void outputs() {
    String id = Ids.next(random);
    ready("one", id, output(link(id)), link(id));
    id = Ids.next(random);
    ready("ext", id, output(HOST + "v1/output.ext"), HOST + "v1/output.ext");
    id = Ids.next(random);
    ready("three", id, output(link(id), link("b"), link("c")), link(id), link("b"), link("c"));
    id = Ids.next(random);
    ready("text-alone", id, "{\"media_url\": \"%s\"}".formatted(link(id)), link(id));
    id = Ids.next(random);
    String mixed = "{\"media_url\": [null, 7, \"\", \"%s\", {\"a\": 1}]}".formatted(link(id));
    ready("mixed", id, mixed, link(id));
    id = Ids.next(random);
    ready("upper-case", id, output("HTTPS://PUB.R2.DEV/x"), "HTTPS://PUB.R2.DEV/x");
    id = Ids.next(random);
    ready("signed", id, output(HOST + "o.mp4?sig=a%2Fb"), HOST + "o.mp4?sig=a%2Fb");

    for (String none : List.of("null", "[]", "{}", "7", "\"text\"", "{\"media_url\": null}")) {
      unusable("nothing-" + none, none);
    }
    unusable("empty-list", "{\"media_url\": []}");
    unusable("blank", output(" "));
    unusable("within", "{\"media_url\": {\"url\": \"%s\"}}".formatted(HOST));
    for (String link : hostileLinks()) {
      unusable("link-" + link, output(link));
    }
    unusable("one-good-one-not", output(HOST + "a.mp4", "https://evil.example.com/b.mp4"));
  }

  /** Wherever they lead, it is not where people have allowed. */
  private static List<String> hostileLinks() {
    return List.of(
        "http://pub-1.r2.dev/plain.mp4",
        "ftp://pub-1.r2.dev/a.mp4",
        "//pub-1.r2.dev/a.mp4",
        "pub-1.r2.dev/a.mp4",
        "file:///etc/passwd",
        "file://pub-1.r2.dev/etc/passwd",
        "data:video/mp4;base64,AAAA",
        "javascript:alert(1)",
        "jar:https://pub-1.r2.dev/a.jar!/b",
        "https://",
        "https:///a.mp4",
        "https:pub-1.r2.dev/a.mp4",
        "https://r2.dev/a.mp4",
        "https://r2.dev.evil.example.com/a.mp4",
        "https://evilr2.dev/a.mp4",
        "https://evil.example.com/.r2.dev/a.mp4",
        "https://evil.example.com#.r2.dev",
        "https://evil.example.com?.r2.dev",
        "https://user@pub-1.r2.dev/a.mp4",
        "https://pub-1.r2.dev@evil.example.com/a.mp4",
        "https://pub-1.r2.dev:80@evil.example.com/a.mp4",
        "https://evil.example.com\\\\@pub-1.r2.dev/a.mp4",
        "https://pub-1.r2.dev\\u0000.evil.example.com/a.mp4",
        "https://pub-1.r2.dev /a.mp4",
        "https://pub-1.r2.dev\\r\\nHost: evil.example.com/a.mp4",
        "https://\u202epub-1.r2.dev/a.mp4",
        "https://pub-1\uff0er2.dev/a.mp4",
        "https://127.0.0.1/a.mp4",
        "https://2130706433/a.mp4",
        "https://0/a.mp4",
        "https://localhost/a.mp4",
        "https://[::1]/a.mp4",
        "https://[::ffff:169.254.169.254]/a.mp4",
        "http://169.254.169.254/latest/meta-data/iam",
        "https://metadata.google.internal/computeMetadata/v1/",
        "https://192.168.1.1/a.mp4",
        "https://{{env:PIXAZO_API_KEY}}.r2.dev/a.mp4",
        "https://${env:PIXAZO_API_KEY}.r2.dev/a.mp4",
        "{{env:PIXAZO_API_KEY}}",
        "https://pub-1.r2.dev/{{env:PIXAZO_API_KEY}}",
        "https://pub-1.r2.dev/%zz");
  }

  private void otherRequests() {
    for (String word : List.of("COMPLETED", "FAILED", "ERROR", "QUEUED")) {
      String asked = Ids.next(random);
      String other = Ids.next(random);
      add("other-" + word, asked, answer(other, word, "null", output(link(other))), nothing());
    }
    Ids.bad(random)
        .forEach(
            (how, bad) -> {
              String body = "{\"request_id\": %s, \"status\": \"FAILED\"}".formatted(bad);
              add("bad-id-" + how, Ids.next(random), Spoiling.utf8(body), nothing());
            });
    String asked = Ids.next(random);
    add("no-id", asked, Spoiling.utf8("{\"status\": \"FAILED\"}"), nothing());
    add("id-alone", asked + "-2", Spoiling.utf8("\"" + asked + "-2\""), nothing());
    String upper = "{\"request_id\": \"%s\", \"status\": \"FAILED\"}";
    String id = Ids.next(random);
    byte[] body = Spoiling.utf8(upper.formatted(id.toUpperCase(Locale.ROOT)));
    add("id-in-upper-case", id, body, nothing());
  }

  /** A word that would end the job, if the body still said it. */
  private void spoilt() {
    for (String how : spoiling.harmless(members(Ids.next(random))).keySet()) {
      String id = Ids.next(random);
      add("good-" + how, id, spoiling.harmless(members(id)).get(how), failed());
    }
    // Each for an id of its own, and all cut at the same places.
    long seed = random.nextLong();
    for (String how : spoilt(seed, Ids.next(random)).keySet()) {
      String id = Ids.next(random);
      add("spoilt-" + how, id, spoilt(seed, id).get(how), nothing());
    }
  }

  private static Map<String, byte[]> spoilt(long seed, String id) {
    return new Spoiling(new Random(seed)).ruinous(members(id));
  }

  private void codes() {
    for (int code : List.of(301, 302, 400, 402, 405, 408, 410, 425, 429, 500, 502, 503, 504, 520)) {
      String id = Ids.next(random);
      code("code-" + code, code, id, answer(id, "FAILED", "\"x\"", "null"), null);
    }
    for (int code : List.of(401, 403)) {
      String id = Ids.next(random);
      code("code-" + code, code, id, answer(id, "FAILED", "\"x\"", "null"), "KEY");
      id = Ids.next(random);
      code("code-" + code + "-page", code, id, Spoiling.utf8("<html>Sign in</html>"), "KEY");
    }
    String id = Ids.next(random);
    code("code-404", 404, id, Spoiling.utf8("{\"error\": \"Not Found\"}"), null);
    for (int code : List.of(201, 202, 206)) {
      String told = Ids.next(random);
      Map<String, Object> verdict = Item.says("status", code, "request_id", told);
      verdict.putAll(failed());
      items.add(
          new Item("code-" + code + ".body", answer(told, "FAILED", "\"x\"", "null"), verdict));
    }
  }

  private void running(String name, String word, String stored) {
    String id = Ids.next(random);
    add(name, id, answer(id, word, "null", "null"), told("SUBMITTED", stored));
  }

  private void ready(String name, String id, String output, String... links) {
    Map<String, Object> verdict = told("READY", "COMPLETED");
    verdict.put("links", List.of(links));
    add("ready-" + name, id, answer(id, "COMPLETED", "null", output), verdict);
  }

  private void unusable(String name, String output) {
    String id = Ids.next(random);
    byte[] body = answer(id, "COMPLETED", "null", output);
    add("unusable-" + name, id, body, told("SUBMITTED", "COMPLETED"));
  }

  private void code(String name, int code, String id, byte[] body, String gate) {
    Map<String, Object> verdict = Item.says("status", code, "request_id", id);
    verdict.putAll(nothing());
    if (gate != null) {
      verdict.put("gate", gate);
    }
    items.add(new Item(name + ".body", body, verdict));
  }

  private void add(String name, String asked, byte[] body, Map<String, Object> told) {
    Map<String, Object> verdict = Item.says("status", 200, "request_id", asked);
    verdict.putAll(told);
    String word = Spoiling.word(name);
    String unique =
        items.stream().anyMatch(item -> item.name().equals(word + ".body"))
            ? word + "-" + items.size()
            : word;
    items.add(new Item(unique + ".body", body, verdict));
  }

  private static Map<String, Object> told(String state, String word) {
    return Item.says("state", state, "remote_status", word);
  }

  private static Map<String, Object> failed() {
    Map<String, Object> verdict = told("FAILED", "FAILED");
    verdict.put("reason", "REMOTE_FAILED");
    return verdict;
  }

  private static Map<String, Object> nothing() {
    return Item.says("state", "SUBMITTED");
  }

  private static Map<String, String> members(String id) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("request_id", '"' + id + '"');
    members.put("status", "\"FAILED\"");
    members.put("error", "\"no face found\"");
    members.put("output", "null");
    return members;
  }

  /** "Callback Payload" and "Response (Completed)" in the provider's documentation. */
  static byte[] answer(String id, String word, String error, String output) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("request_id", '"' + id + '"');
    members.put("status", '"' + word + '"');
    members.put("model_id", "\"bytedance-omnihuman-v1-5-290\"");
    members.put("error", error);
    members.put("output", output);
    members.put("created_at", "\"2026-05-22T13:17:32.110Z\"");
    members.put("updated_at", "\"2026-05-22 13:19:23\"");
    members.put("completed_at", "null");
    return Spoiling.utf8(Spoiling.object(members));
  }

  private static String link(String id) {
    return HOST + "v1/" + id + "/output.mp4";
  }

  static String output(String... links) {
    return "{\"media_url\": [\"%s\"], \"media_type\": \"video/mp4\"}"
        .formatted(String.join("\", \"", links));
  }
}

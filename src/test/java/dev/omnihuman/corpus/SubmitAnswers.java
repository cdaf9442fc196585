package dev.omnihuman.corpus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Answers to the paid call. What each means follows from its code and from how it was made. */
final class SubmitAnswers {

  private static final String POLLING = "https://gateway.pixazo.ai/v2/requests/status/";

  private final Random random;
  private final Spoiling spoiling;
  private final List<Item> items = new ArrayList<>();

  private SubmitAnswers(Random random) {
    this.random = random;
    this.spoiling = new Spoiling(random);
  }

  static List<Item> items(Random random) {
    SubmitAnswers answers = new SubmitAnswers(random);
    answers.successes();
    answers.refusals();
    answers.spoiltRefusals();
    return answers.items;
  }

  private void successes() {
    Map<String, String> accepted = accepted(quoted(Ids.next(random)));
    for (String how : spoiling.harmless(accepted).keySet()) {
      String own = Ids.next(random);
      add("good-" + how, 202, spoiling.harmless(accepted(quoted(own))).get(how), own);
    }
    for (int status : List.of(200, 201, 203, 299)) {
      String own = Ids.next(random);
      String body = Spoiling.object(accepted(quoted(own)));
      add("good-" + status, status, Spoiling.utf8(body), own);
    }
    String alone = Ids.next(random);
    String bare = Spoiling.object(Map.of("request_id", quoted(alone)));
    add("good-id-alone", 202, Spoiling.utf8(bare), alone);
    String id = unquoted(accepted.get("request_id"));
    Map<String, String> withError = new LinkedHashMap<>(accepted);
    withError.put("error", quoted("Model not found"));
    add("good-with-an-error", 202, Spoiling.utf8(Spoiling.object(withError)), id);
    Ids.odd(random)
        .forEach(
            (how, odd) -> {
              String body = Spoiling.object(accepted(quoted(odd)));
              add("good-id-" + how, 202, Spoiling.utf8(body), odd);
            });

    spoiling.ruinous(accepted).forEach((how, body) -> add("spoilt-" + how, 202, body, null));
    Ids.bad(random)
        .forEach(
            (how, bad) -> {
              String body = Spoiling.object(accepted(bad));
              add("bad-id-" + how, 202, Spoiling.utf8(body), null);
            });
    for (String key : List.of("requestId", "REQUEST_ID", "request_id ", "id")) {
      String body = "{\"%s\": \"%s\", \"status\": \"QUEUED\"}".formatted(key, id);
      add("no-id-but-" + Spoiling.word(key) + "-" + key.length(), 202, Spoiling.utf8(body), null);
    }
    String within = "{\"data\": {\"request_id\": \"%s\"}, \"status\": \"QUEUED\"}".formatted(id);
    add("id-within", 202, Spoiling.utf8(within), null);
    add("refusal-in-200", 200, Spoiling.utf8(error("Insufficient Balance", "No money.")), null);
  }

  /** The codes of the documentation and of HTTP, each with a body in the documented shape. */
  private void refusals() {
    for (int status : List.of(300, 301, 302, 303, 304, 307, 308)) {
      refusal(status, "Moved", "REDIRECTED");
    }
    for (int status : List.of(404, 405, 501)) {
      refusal(status, "Not Found", "NOT_SERVED");
    }
    refusal(400, "Bad Request", "INPUT_REFUSED");
    refusal(400, "Model not found", "NOT_SERVED");
    refusal(400, " MODEL NOT FOUND ", "NOT_SERVED");
    refusal(400, "Model not found in image", "INPUT_REFUSED");
    refusal(401, "Unauthorized", "KEY_REFUSED");
    refusal(402, "Insufficient Balance", "NO_BALANCE");
    refusal(403, "Forbidden", "KEY_REFUSED");
    refusal(403, "Out of call volume Quota", "TOO_MANY");
    refusal(425, "Too Early", "TOO_EARLY");
    refusal(429, "Too Many Requests", "TOO_MANY");
    for (int status : List.of(406, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423)) {
      refusal(status, "Refused", "INPUT_REFUSED");
    }
    for (int status : List.of(408, 409, 500, 502, 503, 504, 505, 507, 511, 520, 524, 599)) {
      refusal(status, "Oops", "UNCLEAR_ANSWER");
    }
    // An id in a refusal is no acceptance, and an error's words are no refusal.
    String id = Ids.next(random);
    String both = "{\"request_id\": \"%s\", \"error\": \"Oops\"}".formatted(id);
    add("id-in-500", 500, both, "UNCLEAR_ANSWER", null);
    add("id-in-400", 400, both, "INPUT_REFUSED", null);
    add("id-in-409", 409, both, "UNCLEAR_ANSWER", null);
    add("no-balance-in-500", 500, error("Insufficient Balance", "x"), "UNCLEAR_ANSWER", null);

    add("403-retry-after", 403, error("Forbidden", "x"), "TOO_MANY", "30");
    add("429-page", 429, "<html>Slow down</html>", "TOO_MANY", "Fri, 22 May 2026 13:20:00 GMT");
    add("503-retry-after", 503, error("Busy", "x"), "UNCLEAR_ANSWER", "120");
    for (String strange : List.of("-1", "soon", "1e9", "99999999999999999999", "", "0")) {
      String name = "429-retry-after-" + Spoiling.word("x" + strange);
      add(name, 429, error("Too Many Requests", "x"), "TOO_MANY", strange);
    }
  }

  /** A refusal is one by its code, whatever has become of its body. */
  private void spoiltRefusals() {
    Map<String, String> body = new LinkedHashMap<>();
    body.put("error", quoted("Model not found"));
    body.put("message", quoted("Model 'x' not found or is disabled"));
    spoiling
        .harmless(body)
        .forEach((how, bytes) -> put("model-" + how, 400, bytes, "NOT_SERVED", null));
    Map<String, byte[]> spoilt = spoiling.ruinous(body);
    spoilt.forEach((how, bytes) -> put("model-spoilt-" + how, 400, bytes, "INPUT_REFUSED", null));
    for (int status : List.of(402, 500)) {
      String outcome = status == 402 ? "NO_BALANCE" : "UNCLEAR_ANSWER";
      for (String how : List.of("empty", "page", "gzip", "noise", "zeros", "far-too-deep")) {
        put(status + "-" + how, status, spoilt.get(how), outcome, null);
      }
    }
    for (String text : List.of("\u202eecived", "\u0000\u0007\u001b[31m", "a\r\nSet-Cookie: b")) {
      String words = "{\"error\": \"%s\"}".formatted(escaped(text + "x".repeat(900)));
      add("words-" + Spoiling.word("x" + text), 500, words, "UNCLEAR_ANSWER", null);
    }
  }

  private void refusal(int status, String error, String outcome) {
    String name = "%d-%s".formatted(status, Spoiling.word(error));
    int same = (int) items.stream().filter(item -> item.name().startsWith(name)).count();
    String unique = same == 0 ? name : name + "-" + same;
    add(unique, status, error(error, "Words."), outcome, null);
  }

  private void add(String name, int status, byte[] body, String requestId) {
    String outcome = requestId == null ? "UNUSABLE_ANSWER" : "ACCEPTED";
    items.add(
        new Item(
            name + ".body",
            body,
            Item.says("status", status, "outcome", outcome, "request_id", requestId)));
  }

  private void add(String name, int status, String body, String outcome, String retryAfter) {
    put(name, status, Spoiling.utf8(body), outcome, retryAfter);
  }

  private void put(String name, int status, byte[] body, String outcome, String retryAfter) {
    Map<String, Object> verdict = Item.says("status", status);
    if (retryAfter != null) {
      verdict.put("retry_after", retryAfter);
    }
    verdict.put("outcome", outcome);
    items.add(new Item(name + ".body", body, verdict));
  }

  /** "Output" in the provider's documentation. */
  private static Map<String, String> accepted(String requestId) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("request_id", requestId);
    members.put("status", quoted("QUEUED"));
    members.put("polling_url", quoted(POLLING + "x"));
    return members;
  }

  private static String error(String error, String message) {
    return "{\"error\": \"%s\", \"message\": \"%s\"}".formatted(error, message);
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char each : text.toCharArray()) {
      escaped.append(each < ' ' ? "\\u%04x".formatted((int) each) : String.valueOf(each));
    }
    return escaped.toString();
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  private static String unquoted(String json) {
    return json.substring(1, json.length() - 1);
  }
}

package dev.omnihuman.corpus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Request ids as the provider makes them, and what must never become one. */
final class Ids {

  private static final String MODEL = "bytedance-omnihuman-v1-5-290_";
  private static final int LONGEST = 200;

  private Ids() {}

  /** As the documentation shows them. */
  static String next(Random random) {
    return MODEL + new UUID(random.nextLong(), random.nextLong());
  }

  /** Odd, and all the same fit for a path. */
  static Map<String, String> odd(Random random) {
    Map<String, String> ids = new LinkedHashMap<>();
    ids.put("one-letter", letters(random, 1));
    ids.put("digits", "20260522131732110");
    ids.put("dots-apart", "a.b.c-1_2");
    ids.put("dot-at-end", letters(random, 8) + ".");
    ids.put("longest", letters(random, LONGEST));
    ids.put("looks-like-null", "null");
    return ids;
  }

  /** JSON values that are no request id. */
  static Map<String, String> bad(Random random) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("null", "null");
    values.put("number", "7");
    values.put("large-number", "123456789012345678901234567890");
    values.put("true", "true");
    values.put("array", "[\"abc\"]");
    values.put("object", "{\"id\": \"abc\"}");
    values.put("empty", "\"\"");
    values.put("space", "\" \"");
    values.put("space-before", "\" abc\"");
    values.put("space-behind", "\"abc \"");
    values.put("line-end-behind", "\"abc\\n\"");
    values.put("header-split", "\"abc\\r\\nX-Injected: 1\"");
    values.put("nul", "\"abc\\u0000\"");
    values.put("escape-sequence", "\"\\u001b[2Jabc\"");
    values.put("too-long", "\"" + letters(random, LONGEST + 1) + "\"");
    values.put("far-too-long", "\"" + letters(random, 5_000) + "\"");
    values.put("dots", "\"..\"");
    values.put("dots-within", "\"abc..def\"");
    values.put("up", "\"../admin\"");
    values.put("up-encoded", "\"%2e%2e%2fadmin\"");
    values.put("slash", "\"abc/def\"");
    values.put("backslash", "\"abc\\\\def\"");
    values.put("query", "\"abc?x=1\"");
    values.put("fragment", "\"abc#x\"");
    values.put("semicolon", "\"abc;x\"");
    values.put("at", "\"abc@evil.example.com\"");
    values.put("dash-first", "\"-abc\"");
    values.put("dot-first", "\".abc\"");
    values.put("placeholder", "\"{{env:PIXAZO_API_KEY}}\"");
    values.put("simple", "\"${env:PIXAZO_API_KEY}\"");
    values.put("simple-bean", "\"$simple{sys:user.home}\"");
    values.put("jndi", "\"${jndi:ldap://127.0.0.1/a}\"");
    values.put("file-url", "\"file:///etc/passwd\"");
    values.put("metadata-url", "\"http://169.254.169.254/latest/meta-data/\"");
    values.put("markup", "\"<img src=x onerror=alert(1)>\"");
    values.put("sql", "\"x' OR '1'='1\"");
    values.put("right-to-left", "\"abc\u202edef\"");
    values.put("joiner", "\"abc\u200ddef\"");
    values.put("full-width", "\"\uff41\uff42\uff43\"");
    values.put("umlaut", "\"\u00e4bc\"");
    values.put("half-emoji", "\"abc\\ud83d\"");
    return values;
  }

  private static String letters(Random random, int length) {
    return random
        .ints(length, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

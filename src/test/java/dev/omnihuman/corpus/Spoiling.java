package dev.omnihuman.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** What may happen to a JSON object on its way, with and without changing what it says. */
final class Spoiling {

  /** As deep as our readers go; the object itself is the first level. */
  private static final int DEEPEST = 32;

  private static final int RANDOM_CUTS = 6;

  private final Random random;

  Spoiling(Random random) {
    this.random = random;
  }

  /** An object, laid out plainly. The values are JSON. */
  static String object(Map<String, String> members) {
    return members.entrySet().stream()
        .map(member -> "\"%s\": %s".formatted(member.getKey(), member.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** The same object in other words; a reader must see no difference. */
  Map<String, byte[]> harmless(Map<String, String> members) {
    String plain = object(members);
    Map<String, byte[]> variants = new LinkedHashMap<>();
    variants.put("plain", utf8(plain));
    variants.put("shuffled", utf8(object(shuffled(members))));
    variants.put("spaced", utf8(" \r\n\t" + plain.replace(", ", " ,\r\n\t ") + "\r\n\r\n"));
    variants.put("dense", utf8(plain.replace("\": ", "\":").replace(", \"", ",\"")));
    variants.put("escaped", utf8(escapedKeys(plain, members)));
    variants.put("bom", utf8("\uFEFF" + plain));
    variants.put("utf-16le-bom", encoded("\uFEFF" + plain, StandardCharsets.UTF_16LE));
    variants.put("utf-16be", encoded(plain, StandardCharsets.UTF_16BE));
    variants.put("more-members", utf8(with(plain, "\"extra\": [1, {\"request_id\": \"x\"}]")));
    variants.put("null-member", utf8(with(plain, "\"extra\": null")));
    variants.put("large-number", utf8(with(plain, "\"extra\": 1e400")));
    variants.put("digits-900", utf8(with(plain, "\"extra\": " + "9".repeat(900))));
    variants.put("deep-enough", utf8(with(plain, "\"extra\": " + nested(DEEPEST - 1))));
    variants.put("emoji", utf8(with(plain, "\"\ud83d\ude00\": \"\ud83d\ude00\"")));
    // Another member that is no UTF-8 takes nothing from the one that counts.
    variants.put(
        "latin-1", encoded(with(plain, "\"extra\": \"\u00fcber\""), StandardCharsets.ISO_8859_1));
    variants.put("half-a-character", replaced(with(plain, "\"extra\": \"@\""), '@', 0xC3));
    variants.put("overlong", replaced(with(plain, "\"extra\": \"@\""), '@', 0xC0, 0xAF));
    variants.put("escaped-controls", utf8(with(plain, "\"extra\": \"\\u0000\\u001b[2J\"")));
    return variants;
  }

  /** What is no JSON object any more, or no whole one, or says two things at once. */
  Map<String, byte[]> ruinous(Map<String, String> members) {
    String plain = object(members);
    String first = members.keySet().iterator().next();
    Map<String, byte[]> variants = new LinkedHashMap<>();
    variants.put("empty", new byte[0]);
    variants.put("space", utf8(" \r\n"));
    variants.put("bom-alone", utf8("\uFEFF"));
    for (String other : List.of("null", "true", "7", "\"COMPLETED\"", "[]", "{")) {
      variants.put("only-" + word(other), utf8(other));
    }
    variants.put("in-an-array", utf8("[" + plain + "]"));
    variants.put("in-quotes", utf8("\"" + plain.replace("\"", "\\\"") + "\""));
    cuts(plain).forEach(variants::put);
    variants.put("twice", utf8(plain + plain));
    variants.put("text-behind", utf8(plain + " ok"));
    variants.put("brace-behind", utf8(plain + "}"));
    variants.put("nul-behind", utf8(plain + "\u0000"));
    variants.put("page-behind", utf8(plain + "<script>1</script>"));
    variants.put("callback-around", utf8("callback(" + plain + ");"));
    variants.put("guard-before", utf8(")]}',\n" + plain));
    variants.put("same-key-twice", utf8(with(plain, "\"%s\": \"x\"".formatted(first))));
    variants.put("same-key-same-value", utf8(with(plain, member(first, members.get(first)))));
    variants.put("same-key-within", utf8(with(plain, "\"x\": {\"a\": 1, \"a\": 2}")));
    for (String literal :
        List.of("NaN", "Infinity", "undefined", "0123", "+1", "0x1f", "1.", ".5")) {
      variants.put("value-" + word(literal), utf8(with(plain, "\"x\": " + literal)));
    }
    variants.put("single-quotes", utf8(plain.replace('"', '\'')));
    variants.put("bare-keys", utf8(plain.replaceAll("\"(\\w+)\": ", "$1: ")));
    variants.put("comment", utf8("/* answer */ " + plain));
    variants.put("comma-at-end", utf8(plain.substring(0, plain.length() - 1) + ",}"));
    variants.put("comma-missing", utf8(plain.replaceFirst(", \"", " \"")));
    variants.put("line-end-in-text", utf8(with(plain, "\"x\": \"a\nb\"")));
    variants.put("bad-escape", utf8(with(plain, "\"x\": \"\\x41\"")));
    variants.put("too-deep", utf8(with(plain, "\"x\": " + nested(DEEPEST))));
    variants.put("far-too-deep", utf8(with(plain, "\"x\": " + nested(2_000))));
    variants.put("deep-and-open", utf8("[".repeat(3_000)));
    variants.put("digits-2000", utf8(with(plain, "\"x\": " + "9".repeat(2_000))));
    variants.put("gzip", gzip(utf8(plain)));
    variants.put(
        "page", utf8("<!DOCTYPE html>\n<html><body><h1>502 Bad Gateway</h1></body></html>\n"));
    variants.put("page-with-answer", utf8("<html><pre>" + plain + "</pre></html>"));
    variants.put("xml", utf8("<?xml version=\"1.0\"?><error>Oops</error>"));
    variants.put("form", utf8("request_id=abc&status=COMPLETED"));
    variants.put("events", utf8("data: " + plain + "\n\n"));
    variants.put("zeros", new byte[64]);
    variants.put("noise", noise());
    return variants;
  }

  /** At each place where something ends, and at some between. */
  private Map<String, byte[]> cuts(String plain) {
    Map<String, byte[]> cuts = new LinkedHashMap<>();
    List<Integer> places = new ArrayList<>();
    for (int at = 1; at < plain.length(); at++) {
      if (places.size() < 12 && "\":,{}[]".indexOf(plain.charAt(at - 1)) >= 0) {
        places.add(at);
      }
    }
    for (int n = 0; n < RANDOM_CUTS; n++) {
      places.add(1 + random.nextInt(plain.length() - 1));
    }
    places.add(plain.length() - 1);
    for (int at : places) {
      cuts.put("cut-" + at, utf8(plain.substring(0, at)));
    }
    return cuts;
  }

  private Map<String, String> shuffled(Map<String, String> members) {
    List<String> keys = new ArrayList<>(members.keySet());
    Collections.shuffle(keys, random);
    return keys.stream()
        .collect(Collectors.toMap(key -> key, members::get, (a, b) -> a, LinkedHashMap::new));
  }

  private static String escapedKeys(String plain, Map<String, String> members) {
    UnaryOperator<String> escape =
        key -> "\"\\u%04x%s\"".formatted((int) key.charAt(0), key.substring(1));
    String escaped = plain;
    for (String key : members.keySet()) {
      escaped = escaped.replace("\"" + key + "\":", escape.apply(key) + ":");
    }
    return escaped;
  }

  private static String member(String key, String value) {
    return "\"%s\": %s".formatted(key, value);
  }

  private static String with(String object, String member) {
    return object.substring(0, object.length() - 1) + ", " + member + "}";
  }

  private static String nested(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private static byte[] replaced(String text, char place, int... bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte each : utf8(text)) {
      if (each == place) {
        for (int one : bytes) {
          out.write(one);
        }
      } else {
        out.write(each);
      }
    }
    return out.toByteArray();
  }

  /** Stored, not compressed: what a compressor makes differs from one JDK to the next. */
  private static byte[] gzip(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return ByteBuffer.allocate(bytes.length + 23)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff, 1})
        .putShort((short) bytes.length)
        .putShort((short) ~bytes.length)
        .put(bytes)
        .putInt((int) sum.getValue())
        .putInt(bytes.length)
        .array();
  }

  private byte[] noise() {
    byte[] noise = new byte[200];
    random.nextBytes(noise);
    noise[0] = (byte) 0x80; // begins no text
    return noise;
  }

  /** Fit for the name of a file. */
  static String word(String text) {
    String word = text.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
    return word.isEmpty() ? "u" + Integer.toHexString(text.codePointAt(0)) : word;
  }

  private static byte[] encoded(String text, Charset charset) {
    return text.getBytes(charset);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.omnihuman.corpus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Small videos, whole and not. The objection is null for a whole one; otherwise it says what a
 * walker of the outermost boxes must have met first (ISO/IEC 14496-12, section 4.2).
 */
final class Mp4Files {

  /** A box as it lies in a file, with the size that it claims. */
  private record Box(String type, byte[] bytes) {}

  private final Random random;
  private final List<Item> items = new ArrayList<>();

  private Mp4Files(Random random) {
    this.random = random;
  }

  static List<Item> items(Random random) {
    Mp4Files files = new Mp4Files(random);
    files.whole();
    files.cut();
    files.missing();
    files.wrongSizes();
    files.foreign();
    files.shuffled();
    return files.items;
  }

  private void whole() {
    add("good-plain", null, ftyp(), moov(), mdat(200));
    add("good-moov-last", null, ftyp(), mdat(200), moov());
    add("good-free-between", null, ftyp(), free(0), moov(), free(40), mdat(100), free(1));
    add("good-wide-and-udta", null, ftyp(), box("wide", 0), moov(), mdat(50), box("udta", 9));
    add("good-mdat-64-bit", null, ftyp(), moov(), large("mdat", 120));
    add("good-moov-64-bit", null, ftyp(), large("moov", 64), mdat(20));
    add("good-mdat-to-the-end", null, ftyp(), moov(), toTheEnd("mdat", 77));
    add("good-moov-to-the-end", null, ftyp(), mdat(77), toTheEnd("moov", 64));
    add("good-mdat-empty", null, ftyp(), moov(), mdat(0));
    add("good-two-mdats", null, ftyp(), mdat(30), moov(), mdat(30));
    add("good-fragments", null, ftyp(), moov(), box("moof", 40), mdat(9), box("moof", 40), mdat(9));
    add("good-unknown-type", null, ftyp(), box("\u00a9xyz", 12), moov(), mdat(9));
    add("good-uuid", null, ftyp(), box("uuid", 16), moov(), mdat(9));
    add("good-nested-deeply", null, ftyp(), nested("moov", 60), mdat(9));
    // What lies within a box is a player's business; the boxes around it are sound.
    add("good-hole-within-mdat", null, ftyp(), moov(), filled("mdat", new byte[300]));
    add("good-nonsense-within-moov", null, ftyp(), filled("moov", bytes(90)), mdat(9));
    add("good-boxes-within-mdat", null, ftyp(), moov(), filled("mdat", join(ftyp(), moov())));
  }

  /** At each border of a box, one byte off, within each header, and anywhere. */
  private void cut() {
    List<Box> boxes = List.of(ftyp(), free(12), moov(), large("mdat", 150), free(20));
    byte[] file = join(boxes.toArray(new Box[0]));
    for (int from = 0, n = 0; n < boxes.size(); from += boxes.get(n++).bytes().length) {
      for (int extra : List.of(0, 1, 4, 7, 8, 15, 16, 17)) {
        cut(boxes, file, from + extra);
      }
      cut(boxes, file, from + boxes.get(n).bytes().length - 1);
    }
    for (int n = 0; n < 10; n++) {
      cut(boxes, file, random.nextInt(file.length));
    }
  }

  private void cut(List<Box> boxes, byte[] file, int length) {
    String name = "cut-after-%03d".formatted(length);
    if (length >= file.length || items.stream().anyMatch(i -> i.name().equals(name + ".mp4"))) {
      return;
    }
    List<String> seen = new ArrayList<>();
    String objection = null;
    int at = 0;
    for (int n = 0; objection == null && at < length; n++) {
      Box box = boxes.get(n);
      int there = length - at;
      boolean large = ByteBuffer.wrap(box.bytes()).getInt() == 1;
      if (there < (large ? 16 : 8)) {
        objection = headerCut(at);
      } else if (there < box.bytes().length) {
        objection = claims(box.type(), at, box.bytes().length, there);
      }
      seen.add(box.type());
      at += box.bytes().length;
    }
    for (String needed : List.of("ftyp", "moov", "mdat")) {
      objection = objection == null && !seen.contains(needed) ? lacks(needed) : objection;
    }
    add(name, objection, Arrays.copyOf(file, length));
  }

  private void missing() {
    add("moov-missing", lacks("moov"), ftyp(), mdat(80));
    add("mdat-missing", lacks("mdat"), ftyp(), moov());
    add("both-missing", lacks("moov"), ftyp(), free(30));
    add("ftyp-missing", noFtyp(), moov(), mdat(80));
    add("ftyp-second", noFtyp(), free(4), ftyp(), moov(), mdat(80));
    add("ftyp-last", noFtyp(), moov(), mdat(80), ftyp());
    add("ftyp-in-capitals", noFtyp(), box("FTYP", 12), moov(), mdat(80));
    add("moov-within-mdat", lacks("moov"), ftyp(), filled("mdat", moov().bytes()));
    add("mdat-within-moov", lacks("mdat"), ftyp(), filled("moov", mdat(9).bytes()));
    add("moov-in-capitals", lacks("moov"), ftyp(), box("MOOV", 40), mdat(9));
    add("ftyp-to-the-end", lacks("moov"), toTheEnd("ftyp", 12), moov(), mdat(9));
    add("moov-behind-the-end", lacks("moov"), ftyp(), toTheEnd("mdat", 9), moov());
  }

  private void wrongSizes() {
    byte[] front = join(ftyp(), moov());
    int at = front.length;
    for (int size : List.of(2, 3, 4, 7)) {
      byte[] box = claiming("mdat", size, 40);
      add("size-" + size, claims("mdat", at, size, 48), front, box);
    }
    byte[] over = claiming("mdat", 49, 40);
    add("size-one-too-many", claims("mdat", at, 49, 48), front, over);
    add("size-4-gib", claims("mdat", at, 0xFFFF_FFFFL, 48), front, claiming("mdat", -1, 40));
    byte[] half = claiming("mdat", Integer.MIN_VALUE, 40);
    add("size-2-gib", claims("mdat", at, 1L << 31, 48), front, half);
    add("large-one-too-many", claims("mdat", at, 57, 56), front, largeClaiming(57));
    long most = Long.MAX_VALUE;
    add("large-8-eib", claims("mdat", at, most, 56), front, largeClaiming(most));
    long wraps = most - at + 1;
    add("large-wraps-around", claims("mdat", at, wraps, 56), front, largeClaiming(wraps));
    for (long size : List.of(0L, 1L, 8L, 15L, -1L, -16L, Long.MIN_VALUE)) {
      String name = "large-" + (size < 0 ? "minus" + Long.toString(size) : size);
      add(name, claims("mdat", at, -1, 56), front, largeClaiming(size));
    }
    // One that is too small makes the walker step into its content, where nonsense awaits it.
    byte[] small = claiming("mdat", 20, 40);
    Arrays.fill(small, 20, 24, (byte) 0x7f);
    Arrays.fill(small, 24, 28, (byte) 'x');
    add("overlapping", claims("xxxx", at + 20, 0x7f7f_7f7fL, 28), front, small);
    byte[] swallows = claiming("mdat", 48 + 24, 40);
    add("swallows-the-next", null, front, swallows, box("free", 16).bytes());
    byte[] swallowsHalf = claiming("mdat", 48 + 20, 40);
    add("swallows-half", headerCut(at + 68), front, swallowsHalf, box("free", 16).bytes());
  }

  private void foreign() {
    add("nothing", lacks("ftyp"), new byte[0]);
    add("seven-bytes", headerCut(0), new byte[7]);
    add("page", noFtyp(), Spoiling.utf8("<!DOCTYPE html><html><body>Gone</body></html>"));
    add("json", noFtyp(), Spoiling.utf8("{\"error\": \"expired\", \"message\": \"sorry\"}"));
    add(
        "xml",
        noFtyp(),
        Spoiling.utf8("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>"));
    add(
        "webm",
        noFtyp(),
        new byte[] {0x1a, 0x45, (byte) 0xdf, (byte) 0xa3, 1, 2, 3, 4, 5, 6, 7, 8});
    add("mp3", noFtyp(), Spoiling.utf8("ID3\u0004\u0000\u0000\u0000\u0000\u0021\u0076TSSE"));
    add("gzip", noFtyp(), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0});
    add("zeros", noFtyp(), new byte[512]);
    add("noise", noFtyp(), bytes(300));

    byte[] whole = join(ftyp(), moov(), mdat(60));
    int end = whole.length;
    add(
        "page-behind",
        claims("ml><", end, 0x3c68_7464L, 14),
        whole,
        Spoiling.utf8("<htdml></html>"));
    add("seven-bytes-behind", headerCut(end), whole, bytes(7));
    add("four-zeros-behind", headerCut(end), whole, new byte[4]);
    add("hole-behind", hole(end), whole, new byte[200]);
    add("hole-in-the-place-of-mdat", hole(end - 68), join(ftyp(), moov()), new byte[68]);
    add("hole-of-one-header", hole(end), whole, new byte[8]);
    add("hole-over-a-border", hole(end), whole, new byte[40], box("free", 20).bytes());
    add("colours-in-a-type", claims("????", end, 99, 9), whole, claiming("\u001b[2J", 99, 1));
  }

  /** Boxes in any number and order: whole if the first is an ftyp and the two others are there. */
  private void shuffled() {
    List<String> types = List.of("moov", "mdat", "free", "moof", "udta", "uuid", "skip");
    for (int n = 0; n < 30; n++) {
      List<Box> boxes = new ArrayList<>(List.of(ftyp()));
      List<String> seen = new ArrayList<>();
      for (int more = 1 + random.nextInt(7); more > 0; more--) {
        String type = types.get(random.nextInt(types.size()));
        int size = random.nextInt(60);
        seen.add(type);
        boxes.add(random.nextInt(3) == 0 ? large(type, size) : box(type, size));
      }
      String objection = null;
      for (String needed : List.of("moov", "mdat")) {
        objection = objection == null && !seen.contains(needed) ? lacks(needed) : objection;
      }
      add("shuffled-%02d".formatted(n), objection, boxes.toArray(new Box[0]));
    }
  }

  private static String lacks(String type) {
    return "it has no " + type + " box";
  }

  private static String noFtyp() {
    return "it is no MP4: it does not begin with an ftyp box";
  }

  private static String headerCut(int at) {
    return "it ends inside the header of a box at byte " + at;
  }

  private static String hole(int at) {
    return "it has zeros in the place of a box at byte " + at;
  }

  private static String claims(String type, int at, long size, int there) {
    return "its box %s at byte %d claims %d bytes, but %d are there"
        .formatted(type, at, size, there);
  }

  private void add(String name, String objection, Box... boxes) {
    add(name, objection, join(boxes));
  }

  private void add(String name, String objection, byte[]... pieces) {
    items.add(new Item(name + ".mp4", join(pieces), Item.says("objection", objection)));
  }

  private static Box ftyp() {
    return filled("ftyp", Spoiling.utf8("isom\u0000\u0000\u0002\u0000isommp42"));
  }

  private Box moov() {
    return filled("moov", box("mvhd", 32).bytes());
  }

  private Box mdat(int size) {
    return box("mdat", size);
  }

  private Box free(int size) {
    return filled("free", new byte[size]);
  }

  private Box box(String type, int size) {
    return filled(type, bytes(size));
  }

  private static Box filled(String type, byte[] content) {
    return new Box(type, header(type, 8 + content.length, content));
  }

  private Box toTheEnd(String type, int size) {
    return new Box(type, header(type, 0, bytes(size)));
  }

  private Box large(String type, int size) {
    byte[] length = ByteBuffer.allocate(8).putLong(16L + size).array();
    return new Box(type, header(type, 1, join(length, bytes(size))));
  }

  private byte[] largeClaiming(long claimed) {
    return header("mdat", 1, join(ByteBuffer.allocate(8).putLong(claimed).array(), bytes(40)));
  }

  private byte[] claiming(String type, int claimed, int size) {
    return header(type, claimed, bytes(size));
  }

  private static Box nested(String type, int levels) {
    Box box = filled("trak", new byte[0]);
    for (int n = 0; n < levels; n++) {
      box = filled(n == levels - 1 ? type : "trak", box.bytes());
    }
    return box;
  }

  private static byte[] header(String type, int size, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .putInt(size)
        .put(type.getBytes(StandardCharsets.ISO_8859_1))
        .put(content)
        .array();
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(Box... boxes) {
    return join(Arrays.stream(boxes).map(Box::bytes).toArray(byte[][]::new));
  }

  private static byte[] join(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }
}

package dev.omnihuman.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** As much of an MP4 file (ISO/IEC 14496-12) as shows how large its picture is. */
record Mp4(byte[] bytes) {

  /** The types of the outermost boxes, in order. */
  List<String> topLevel() {
    List<String> types = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int at = 0; at < bytes.length; at += buffer.getInt(at)) {
      types.add(new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1));
    }
    return types;
  }

  /** Width and height of each track, as shown: 16.16 numbers at the end of its {@code tkhd}. */
  List<String> trackSizes() {
    List<String> sizes = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int type = find("tkhd", 0); type >= 0; type = find("tkhd", type + 4)) {
      int end = type - 4 + buffer.getInt(type - 4);
      sizes.add((buffer.getInt(end - 8) >> 16) + "x" + (buffer.getInt(end - 4) >> 16));
    }
    return sizes;
  }

  /** Width and height of the coded picture: 16-bit numbers in the sample entry {@code avc1}. */
  String pictureSize() {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    // The first "avc1" is a brand in the box ftyp, the second the sample entry.
    int type = find("avc1", find("stsd", 0));
    return buffer.getShort(type + 28) + "x" + buffer.getShort(type + 30);
  }

  boolean contains(String type) {
    return find(type, 0) >= 0;
  }

  private int find(String type, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(type, from);
  }
}

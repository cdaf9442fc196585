package dev.omnihuman.desk;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.folders.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * The folder through which processes talk: an order becomes claimed, by a rename, and a receipt
 * answers it. Whoever may write into the home may give orders; the folder's permissions are the
 * protection.
 */
final class Mailbox {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int LARGEST = 1 << 16;

  private static final String ORDER = ".order.json";
  private static final String CLAIMED = ".claimed.json";
  private static final String RECEIPT = ".receipt.json";

  private final Path folder;

  Mailbox(Path home) {
    this.folder = home.resolve("desk");
  }

  Path folder() {
    return folder;
  }

  Path order(String id) {
    return folder.resolve(id + ORDER);
  }

  Path claimed(String id) {
    return folder.resolve(id + CLAIMED);
  }

  Path receipt(String id) {
    return folder.resolve(id + RECEIPT);
  }

  /** The id in the name of an order; empty text if the file is none. */
  static String idOfOrder(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.matches("[0-9a-z]{26}\\.order\\.json")
        ? name.substring(0, name.length() - ORDER.length())
        : "";
  }

  static boolean isClaimed(Path file) {
    return String.valueOf(file.getFileName()).endsWith(CLAIMED);
  }

  /** Appears whole, or not at all. */
  void write(Path file, Object content) throws IOException {
    byte[] json = JSON.writeValueAsBytes(content);
    if (json.length > LARGEST) {
      throw new IOException("%d bytes are too many for one message".formatted(json.length));
    }
    Path hidden = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.deleteIfExists(hidden);
    DurableFiles.writeDurably(hidden, json);
    Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.syncFolder(folder);
  }

  /**
   * @throws IOException if it is no plain file, too large, or not what is expected
   */
  static <T> T read(Path file, Class<T> type) throws IOException {
    if (!isPlain(file)) {
      throw new IOException(file + " is no plain file of at most %d bytes".formatted(LARGEST));
    }
    try (InputStream content =
        Channels.newInputStream(
            Files.newByteChannel(
                file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
      return JSON.readValue(content.readNBytes(LARGEST), type);
    }
  }

  static boolean isPlain(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return attributes.isRegularFile() && attributes.size() <= LARGEST;
  }
}

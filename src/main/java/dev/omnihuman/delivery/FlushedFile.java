package dev.omnihuman.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A file that is flushed to the disk while it grows, so that the last flush, for which a download
 * must wait, has little left to do.
 */
final class FlushedFile implements AutoCloseable {

  private static final long FLUSH_EVERY = 16L << 20;
  private static final int BUFFER = 128 * 1024;

  private final FileChannel channel;
  private long unflushed;
  private CompletableFuture<Void> flush = CompletableFuture.completedFuture(null);

  private FlushedFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Goes on with a file that is there; see {@link #readInto}. */
  static FlushedFile open(Path path) throws IOException {
    return new FlushedFile(
        FileChannel.open(
            path, LinkOption.NOFOLLOW_LINKS, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  static FlushedFile create(Path path) throws IOException {
    return new FlushedFile(
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  /**
   * Reads all that is there; what is written next goes behind it.
   *
   * @return how many bytes these are
   */
  long readInto(MessageDigest digest) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    while (channel.read(buffer) >= 0) {
      digest.update(buffer.flip());
      buffer.clear();
    }
    return channel.position();
  }

  void write(ByteBuffer bytes) throws IOException {
    unflushed += bytes.remaining();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    if (unflushed >= FLUSH_EVERY && flush.isDone()) {
      // An error of the disk is told once, to whoever flushes first; it must not get lost here.
      join();
      unflushed = 0;
      flush = CompletableFuture.runAsync(this::flushInBackground);
    }
  }

  private void flushInBackground() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** Everything written so far is on the disk when this returns. */
  void flush() throws IOException {
    join();
    channel.force(true);
  }

  private void join() throws IOException {
    try {
      flush.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }
  }

  FileChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

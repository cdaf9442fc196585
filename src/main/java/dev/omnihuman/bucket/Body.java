package dev.omnihuman.bucket;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/** A piece of a file as the body of a request. It can be read as often as the request is tried. */
final class Body {

  private static final int BUFFER = 64 * 1024;

  private final Path file;
  private final long from;
  private final long length;
  private final Progress progress;
  private volatile @Nullable RuntimeException objection;

  Body(Path file, long from, long length, Progress progress) {
    this.file = file;
    this.from = from;
    this.length = length;
    this.progress = progress;
  }

  RequestBody request(String type) {
    return RequestBody.fromContentProvider(this::watched, length, type);
  }

  /** What {@link Progress#sent} threw; whoever calls throws it again, as it was. */
  @Nullable RuntimeException objection() {
    return objection;
  }

  private InputStream watched() {
    try {
      return new Watched(unwatched());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InputStream unwatched() throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      channel.position(from);
      return new BufferedInputStream(new Piece(Channels.newInputStream(channel), length), BUFFER);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** No more than so many bytes. */
  private static final class Piece extends FilterInputStream {
    private long left;

    Piece(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int one = left == 0 ? -1 : super.read();
      left -= one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      int n = left == 0 ? -1 : super.read(buffer, offset, (int) Math.min(count, left));
      left -= Math.max(n, 0);
      return n;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }

  private final class Watched extends FilterInputStream {

    Watched(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      tell(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
      int n = super.read(buffer, offset, count);
      tell(Math.max(n, 0));
      return n;
    }

    private void tell(int bytes) {
      try {
        progress.sent(bytes);
      } catch (RuntimeException e) {
        objection = e;
        throw e;
      }
    }
  }
}

package dev.omnihuman.bucket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads an object from any position on; read straight on, it takes one request. */
final class ObjectChannel implements SeekableByteChannel {

  private static final int PIECE = 64 * 1024;

  private final Bucket bucket;
  private final StoredObject object;
  private final byte[] piece = new byte[PIECE];
  private @Nullable ResponseInputStream<GetObjectResponse> body;
  private long bodyAt;
  private long position;
  private boolean open = true;

  ObjectChannel(Bucket bucket, StoredObject object) {
    this.bucket = bucket;
    this.object = object;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    if (position >= object.size()) {
      return -1;
    }
    int n = here().read(piece, 0, Math.min(PIECE, into.remaining()));
    if (n > 0) {
      into.put(piece, 0, n);
      position += n;
      bodyAt = position;
    }
    return n;
  }

  private ResponseInputStream<GetObjectResponse> here() throws IOException {
    ResponseInputStream<GetObjectResponse> there = body;
    if (there != null && bodyAt == position) {
      return there;
    }
    leave();
    ResponseInputStream<GetObjectResponse> fresh = bucket.from(object, position);
    body = fresh;
    bodyAt = position;
    return fresh;
  }

  /** Without reading the rest, which may be large. */
  private void leave() {
    if (body != null) {
      body.abort();
      body = null;
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return object.size();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    leave();
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }
}

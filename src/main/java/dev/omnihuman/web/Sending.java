package dev.omnihuman.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a piece of a video: threads that may wait for the disk read it bit by bit, as fast as it is
 * taken from us. All but the reading runs in the port's one thread. The file is closed at the end,
 * whatever that is.
 */
final class Sending {

  private static final Logger LOG = LoggerFactory.getLogger(Sending.class);

  private static final int CHUNK = 128 * 1024;

  /** For one chunk; a disk that takes longer hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RoutingContext context;
  private final VideoFile video;
  private final WorkerPool disk;
  private final Runnable done;
  private long at;
  private long left;
  private boolean reading;
  private boolean over;

  /**
   * @param done is told when the file is not needed any more
   */
  Sending(RoutingContext context, VideoFile video, WorkerPool disk, Runnable done) {
    this.context = context;
    this.video = video;
    this.disk = disk;
    this.done = done;
  }

  /** Once the head of the answer is ready; a piece of length 0 ends it. */
  void begin(Range piece) {
    at = piece.from();
    left = piece.length();
    context.addEndHandler(ended -> finish());
    if (context.response().closed()) {
      finish();
    } else {
      goOn();
    }
  }

  /** Sends nothing of it. */
  void refuse(RefusedException why) {
    finish();
    context.fail(why);
  }

  private void goOn() {
    if (over) {
      return;
    }
    if (left == 0) {
      context.response().end();
      return;
    }
    reading = true;
    long timer = context.vertx().setTimer(PATIENCE.toMillis(), late -> hangUp("the disk hangs"));
    disk.run(context, this::read)
        .onComplete(
            read -> {
              reading = false;
              context.vertx().cancelTimer(timer);
              if (over) {
                close();
              } else if (read.succeeded()) {
                write(read.result());
              } else {
                hangUp(String.valueOf(read.cause()));
              }
            });
  }

  private Buffer read() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(CHUNK, left));
    video.content().position(at);
    while (bytes.hasRemaining()) {
      if (video.content().read(bytes) < 0) {
        throw new EOFException(video.name() + " has become shorter");
      }
    }
    return Buffer.buffer(bytes.array());
  }

  private void write(Buffer bytes) {
    HttpServerResponse response = context.response();
    at += bytes.length();
    left -= bytes.length();
    response.write(bytes);
    if (response.writeQueueFull()) {
      response.drainHandler(
          room -> {
            response.drainHandler(null);
            goOn();
          });
    } else {
      goOn();
    }
  }

  /** The head is gone with a length that cannot be kept: only a broken connection says so. */
  private void hangUp(String why) {
    LOG.warn("the video {} was not sent whole: {}", video.name(), why);
    if (context.response().headWritten()) {
      context.request().connection().close();
    } else {
      // What was said of the video is not true of the refusal.
      List.of("Content-Length", "Content-Range", "Content-Disposition", "Accept-Ranges", "ETag")
          .forEach(context.response().headers()::remove);
      context.fail(new RefusedException(503, "The outbox does not answer now; ask again."));
    }
  }

  private void finish() {
    if (over) {
      return;
    }
    over = true;
    if (!reading) {
      close();
    }
  }

  private void close() {
    disk.run(
            context,
            () -> {
              video.close();
              return true;
            })
        .onComplete(closed -> done.run());
  }
}

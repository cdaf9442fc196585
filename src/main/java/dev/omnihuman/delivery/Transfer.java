package dev.omnihuman.delivery;

import dev.omnihuman.failpoint.Failpoint;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Brings the body of one answer into a part, piece by piece. */
final class Transfer {

  private final Part part;
  private final MediaAnswer answer;
  private final StallGuard guard;
  private final Clock clock;
  private boolean bytesCame;

  Transfer(Part part, MediaAnswer answer, StallGuard guard, Clock clock) {
    this.part = part;
    this.answer = answer;
    this.guard = guard;
    this.clock = clock;
  }

  /** What happens to each piece besides being stored. */
  interface Piece {
    void came(int bytes) throws IOException;
  }

  /**
   * @param maxSize of the whole file, in bytes
   * @throws DownloadException.BrokenOff if the body ends too early; what came is in the part
   * @throws DownloadException.Unverified if it is larger than it may be, which was not announced
   */
  void run(ClassicHttpResponse response, byte[] buffer, long maxSize, Piece piece)
      throws IOException {
    InputStream body =
        response.getEntity() == null
            ? InputStream.nullInputStream()
            : response.getEntity().getContent();
    int n = first(body, buffer);
    if (answer.isWholeFile()) {
      String objection = Pages.objection(response.getEntity(), buffer, n);
      if (objection != null) {
        throw new DownloadException.Unusable(objection);
      }
      part.startOver(answer);
    }
    for (; n > 0; n = read(body, buffer, 0)) {
      checkSize(part.size() + n, maxSize);
      part.write(buffer, n);
      Failpoint.AFTER_FIRST_PIECE.reached();
      piece.came(n);
    }
    if (part.size() < Math.max(answer.end(), answer.total())) {
      throw brokenOff("it has %d".formatted(Math.max(answer.end(), answer.total())));
    }
  }

  /** Enough of a file's start to tell what it is; of the rest of a file, whatever comes. */
  private int first(InputStream body, byte[] buffer) throws IOException {
    int filled = 0;
    while (filled < (answer.isWholeFile() ? Pages.ENOUGH : 1)) {
      int n = read(body, buffer, filled);
      if (n < 0) {
        return filled;
      }
      filled += n;
    }
    return filled;
  }

  private int read(InputStream body, byte[] buffer, int offset) throws IOException {
    Instant before = clock.instant();
    int n;
    try {
      n = body.read(buffer, offset, buffer.length - offset);
    } catch (IOException e) {
      throw brokenOff(String.valueOf(e.getMessage()));
    }
    bytesCame |= n > 0;
    if (n >= 0 && guard.isTooSlow(Duration.between(before, clock.instant()), n)) {
      throw brokenOff(
          "the media host sends less than %d bytes a second".formatted(StallGuard.SLOWEST));
    }
    return n;
  }

  private DownloadException.BrokenOff brokenOff(String why) {
    return new DownloadException.BrokenOff(
        "the download broke off at byte %d of the file: %s".formatted(part.size(), why), bytesCame);
  }

  private void checkSize(long size, long maxSize) throws IOException {
    if (size > maxSize) {
      throw new DownloadException.Unverified(tooLarge(maxSize));
    }
    if (answer.end() >= 0 && size > answer.end()) {
      part.forget();
      throw new DownloadException.Unusable("the media host sent more than it announced");
    }
  }

  static String tooLarge(long maxSize) {
    return "the file is larger than omnihuman.download.max-size (%d bytes)".formatted(maxSize);
  }
}

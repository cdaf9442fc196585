package dev.omnihuman.delivery;

import dev.omnihuman.failpoint.Failpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;

/** Fetches one file: streamed, hashed on the way, verified, and flushed to the disk. */
final class Downloader {

  private static final int BUFFER = 128 * 1024;

  /** Called for each piece that came, so that a long download can show that it lives. */
  interface Progress {
    void received(int bytes) throws IOException;
  }

  private final CloseableHttpClient client;
  private final long maxSize;

  /**
   * @param client follows no redirects and carries no key
   * @param maxSize in bytes
   */
  Downloader(CloseableHttpClient client, long maxSize) {
    this.client = client;
    this.maxSize = maxSize;
  }

  /**
   * @param part where the bytes go; whatever lies there is put away first
   * @throws DownloadException if no whole video came
   */
  FetchedFile fetch(URI link, Path part, Progress progress) throws IOException {
    // A new file each time: the old one may by now bear a second name in the outbox.
    Files.deleteIfExists(part);
    HttpGet request = new HttpGet(link);
    request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    try {
      return client.execute(
          request,
          response -> {
            try {
              return store(response, part, progress);
            } catch (IOException | RuntimeException e) {
              // Closing would read the rest of the body first, and that may never end.
              request.cancel();
              throw e;
            }
          });
    } catch (DownloadException e) {
      throw e;
    } catch (IOException e) {
      throw new DownloadException("the download broke off: " + e.getMessage(), e);
    }
  }

  private FetchedFile store(ClassicHttpResponse response, Path part, Progress progress)
      throws IOException {
    long announced = check(response);
    MessageDigest sha256 = Sha256.create();
    try (FlushedFile file = FlushedFile.create(part)) {
      long size = copy(response.getEntity(), file, sha256, progress);
      if (announced >= 0 && size != announced) {
        throw new DownloadException(
            "the media host announced %d bytes and sent %d".formatted(announced, size));
      }
      String objection = size == 0 ? "it is empty" : Mp4Boxes.objection(file.channel());
      if (objection != null) {
        throw new DownloadException("what came is no whole video: " + objection);
      }
      file.flush();
      Failpoint.AFTER_PART_FSYNC.reached();
      return new FetchedFile(part, size, HexFormat.of().formatHex(sha256.digest()));
    }
  }

  /** The announced length in bytes, or -1. */
  private long check(ClassicHttpResponse response) throws DownloadException {
    int status = response.getCode();
    if (status == 403 || status == 404 || status == 410) {
      throw new DownloadException.LinkGone(status);
    }
    HttpEntity entity = response.getEntity();
    if (status != 200 || entity == null) {
      throw new DownloadException("the media host answered %d".formatted(status));
    }
    Header encoding = response.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.getValue().equalsIgnoreCase("identity")) {
      throw new DownloadException("the media host sent an encoded body, which was not asked for");
    }
    if (entity.getContentLength() > maxSize) {
      throw tooLarge();
    }
    return entity.getContentLength();
  }

  private long copy(HttpEntity entity, FlushedFile file, MessageDigest sha256, Progress progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    // Closed by the client, or cut off if this fails.
    InputStream body = entity.getContent();
    for (int n; (n = body.read(buffer)) >= 0; size += n) {
      if (size + n > maxSize) {
        throw tooLarge();
      }
      sha256.update(buffer, 0, n);
      file.write(ByteBuffer.wrap(buffer, 0, n));
      Failpoint.AFTER_FIRST_PIECE.reached();
      progress.received(n);
    }
    return size;
  }

  private DownloadException tooLarge() {
    return new DownloadException(
        "the file is larger than omnihuman.download.max-size (%d bytes)".formatted(maxSize));
  }
}

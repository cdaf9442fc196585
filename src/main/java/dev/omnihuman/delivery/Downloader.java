package dev.omnihuman.delivery;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fetches one file: streamed, verified, and flushed to the disk. What a try brought is kept, and
 * the next one asks for the rest.
 */
final class Downloader implements AutoCloseable {

  /** How often a download that breaks off is taken up again within one step of a job. */
  private static final int RESUMES_AT_ONCE = 3;

  /** Called for each piece that came, so that a long download can show that it lives. */
  interface Progress {
    void received(int bytes) throws IOException;
  }

  private final DownloadRules rules;
  private final Clock clock;
  private final MediaClient client;
  private final Bandwidth bandwidth;
  private final Set<Path> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Downloader(DownloadRules rules, Clock clock) {
    this.rules = rules;
    this.clock = clock;
    this.client = new MediaClient(rules);
    this.bandwidth = new Bandwidth(rules.maxRate(), clock);
  }

  /**
   * @param file where the bytes go, and perhaps some lie already
   * @throws DownloadException if no whole video came
   */
  FetchedFile fetch(URI link, Path file, Progress progress) throws IOException {
    if (!underWay.add(file)) {
      // Its lease ran out while it was fetched: two must not write into one part.
      throw new DownloadException("the file is being fetched already");
    }
    rules.listener().began();
    DownloadListener.Outcome outcome = DownloadListener.Outcome.WHOLE;
    try {
      return persistently(link, file, progress);
    } catch (IOException | RuntimeException e) {
      outcome = closed ? DownloadListener.Outcome.STOPPED : DownloadListener.Outcome.of(e);
      throw e;
    } finally {
      underWay.remove(file);
      rules.listener().ended(outcome);
    }
  }

  private FetchedFile persistently(URI link, Path file, Progress progress) throws IOException {
    for (int resumes = 0; ; resumes++) {
      try (Part part = Part.open(file, link)) {
        if (!part.isWhole()) {
          receive(link, part, progress);
        }
        return part.finish();
      } catch (DownloadException.BrokenOff e) {
        if (!e.bytesCame() || resumes == RESUMES_AT_ONCE || closed) {
          throw e;
        }
      }
    }
  }

  private void receive(URI link, Part part, Progress progress) throws IOException {
    try {
      request(link, part, progress);
    } catch (DownloadException.PartRefused e) {
      part.forget();
      request(link, part, progress);
    }
  }

  private void request(URI link, Part part, Progress progress) throws IOException {
    try (MediaResponse response = client.get(link, part)) {
      MediaAnswer answer = MediaAnswer.of(response.response(), part, clock.instant());
      if (answer.bringsNothing()) {
        part.isWholeNow();
        return;
      }
      if (answer.total() > rules.maxSize()) {
        throw new DownloadException.Unusable(Transfer.tooLarge(rules.maxSize()));
      }
      new Transfer(part, answer, new StallGuard(rules.patience().slow()), clock)
          .run(
              response.response(),
              new byte[bandwidth.piece()],
              rules.maxSize(),
              bytes -> {
                rules.listener().received(bytes);
                progress.received(bytes);
                bandwidth.take(bytes);
              });
      response.wasReadToItsEnd();
    }
  }

  /** Breaks off the downloads under way, now and from now on. */
  @Override
  public void close() {
    closed = true;
    bandwidth.stop();
    client.close();
  }
}

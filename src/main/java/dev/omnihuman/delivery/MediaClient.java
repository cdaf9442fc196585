package dev.omnihuman.delivery;

import dev.omnihuman.gateway.ResultLinks;
import dev.omnihuman.gateway.Trouble;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** Asks media hosts for files. Follows a redirect only to where a link may lead. */
final class MediaClient implements AutoCloseable {

  private static final int MOST_REDIRECTS = 3;

  private final ResultLinks links;
  private final Duration head;
  private final CloseableHttpClient client;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "download-timer");
            thread.setDaemon(true);
            return thread;
          });

  MediaClient(DownloadRules rules) {
    this.links = rules.links();
    this.head = rules.patience().head();
    this.client = DownloadClient.create(rules);
  }

  /**
   * The answer for a file, or for what is missing of it.
   *
   * @throws DownloadException.Unusable if it lies where nothing is fetched from
   */
  MediaResponse get(URI link, Part part) throws IOException {
    String objection = links.objection(link.toString());
    if (objection != null) {
      throw new DownloadException.Unusable("media_url " + objection);
    }
    URI at = link;
    long deadline = System.nanoTime() + head.toNanos();
    for (int redirects = 0; ; redirects++) {
      MediaResponse response = send(request(at, part), deadline - System.nanoTime());
      URI target = redirect(response, at);
      if (target == null) {
        return response;
      }
      response.close();
      if (redirects == MOST_REDIRECTS) {
        throw new DownloadException.Unusable(
            "the media host redirects more than %d times".formatted(MOST_REDIRECTS));
      }
      String refusal = links.objection(target.toString());
      if (refusal != null) {
        throw new DownloadException.Unusable("the media host redirects, and the target " + refusal);
      }
      at = target;
    }
  }

  /** An answer that nobody gets must give its connection back. */
  private static @Nullable URI redirect(MediaResponse response, URI at) throws IOException {
    try {
      return response.redirect(at);
    } catch (IOException | RuntimeException e) {
      response.close();
      throw e;
    }
  }

  private static HttpGet request(URI at, Part part) {
    HttpGet request = new HttpGet(at);
    request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    String etag = part.etag();
    if (etag != null) {
      request.setHeader(HttpHeaders.RANGE, "bytes=%d-".formatted(part.size()));
      request.setHeader(HttpHeaders.IF_RANGE, etag);
    }
    return request;
  }

  private MediaResponse send(HttpGet request, long nanosLeft) throws IOException {
    // The client waits for each byte of a head, not for the whole of it.
    Future<?> late = cancelIn(nanosLeft, request);
    try {
      HttpHost host = new HttpHost(request.getScheme(), request.getAuthority());
      ClassicHttpResponse response = client.executeOpen(host, request, null);
      return new MediaResponse(request, response);
    } catch (AddressFilter.AddressRefusedException e) {
      throw new DownloadException.Unusable(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new DownloadException("the media host gave no answer: " + Trouble.of(e), e);
    } catch (IllegalStateException e) {
      throw new DownloadException("downloads were stopped", e); // says a client that was closed
    } finally {
      late.cancel(false);
    }
  }

  private Future<?> cancelIn(long nanos, HttpGet request) throws DownloadException {
    try {
      return timer.schedule(request::cancel, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      throw new DownloadException("downloads were stopped", e); // says a timer that was shut down
    }
  }

  /** Breaks off all downloads. */
  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
    timer.shutdownNow();
  }
}

package dev.omnihuman.delivery;

import java.io.IOException;
import java.net.URI;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** One answer of a media host; its body is cut off unless it was read to its end. */
final class MediaResponse implements AutoCloseable {

  private final HttpGet request;
  private final ClassicHttpResponse response;
  private boolean readToItsEnd;

  MediaResponse(HttpGet request, ClassicHttpResponse response) {
    this.request = request;
    this.response = response;
  }

  ClassicHttpResponse response() {
    return response;
  }

  /** Where it sends us; null if it is no redirect. */
  @Nullable URI redirect(URI from) throws DownloadException {
    switch (response.getCode()) {
      case 301, 302, 303, 307, 308:
        Header location = response.getFirstHeader(HttpHeaders.LOCATION);
        try {
          return location == null ? null : from.resolve(location.getValue());
        } catch (IllegalArgumentException e) {
          throw new DownloadException.Unusable("the media host redirects to what is no URL");
        }
      default:
        return null;
    }
  }

  /** The connection may be used again. */
  void wasReadToItsEnd() {
    readToItsEnd = true;
  }

  @Override
  public void close() throws IOException {
    if (!readToItsEnd) {
      // Closing alone would read the rest of the body first, and that may never end.
      request.cancel();
    }
    try {
      response.close();
    } catch (IOException e) {
      if (readToItsEnd) {
        throw e;
      }
    }
  }
}

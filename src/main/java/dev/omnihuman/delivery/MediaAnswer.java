package dev.omnihuman.delivery;

import dev.omnihuman.gateway.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a media host's answer promises.
 *
 * @param from where its body begins in the file, in bytes
 * @param end where it ends; -1 if that is not told
 * @param total the length of the whole file; -1 if that is not told
 * @param etag the file's strong validator; null if it has none
 * @param modifiedAt the file's Last-Modified (RFC 9110, section 8.8.2); null if there is none
 */
record MediaAnswer(
    long from, long end, long total, @Nullable String etag, @Nullable Instant modifiedAt) {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
  private static final Pattern STRONG_ETAG = Pattern.compile("\"[\\x21\\x23-\\x7e\\x80-\\xff]+\"");
  private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d{1,18})");

  /**
   * Reads the answer to the request for a file, or for what is missing of it.
   *
   * @throws DownloadException if it brings nothing of the file
   */
  static MediaAnswer of(ClassicHttpResponse response, Part part, Instant now)
      throws DownloadException {
    int status = response.getCode();
    switch (status) {
      case 200:
      case 206:
        break;
      case 416:
        return nothingMissing(response, part);
      case 403:
      case 404:
      case 410:
        throw new DownloadException.LinkGone(status);
      default:
        throw refusal(response, now);
    }
    Header encoding = response.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
    if (encoding != null && !encoding.getValue().equalsIgnoreCase("identity")) {
      throw new DownloadException.Unusable(
          "the media host sent an encoded body, which was not asked for");
    }
    return status == 200 ? whole(response) : rest(response, part);
  }

  private static DownloadException refusal(ClassicHttpResponse response, Instant now) {
    String words = "the media host answered %d".formatted(response.getCode());
    Duration wait = RetryAfter.parse(value(response, HttpHeaders.RETRY_AFTER), now);
    return wait == null ? new DownloadException(words) : new DownloadException.Busy(words, wait);
  }

  private static MediaAnswer whole(ClassicHttpResponse response) {
    long length = response.getEntity() == null ? 0 : response.getEntity().getContentLength();
    return new MediaAnswer(0, length, length, strongEtag(response), lastModified(response));
  }

  /** Everything must fit: one wrong byte between two pieces would not be seen by the boxes. */
  private static MediaAnswer rest(ClassicHttpResponse response, Part part)
      throws DownloadException {
    if (part.etag() == null) {
      throw new DownloadException("the media host answered 206, and no range was asked for");
    }
    String range = value(response, HttpHeaders.CONTENT_RANGE);
    Matcher matcher = CONTENT_RANGE.matcher(range == null ? "" : range);
    if (!matcher.matches()) {
      throw new DownloadException.PartRefused("the media host sent a range without its place");
    }
    long from = Long.parseLong(matcher.group(1));
    long end = Long.parseLong(matcher.group(2)) + 1;
    long total = matcher.group(3).equals("*") ? part.length() : Long.parseLong(matcher.group(3));
    long length = response.getEntity() == null ? 0 : response.getEntity().getContentLength();
    String etag = value(response, HttpHeaders.ETAG);
    if (from != part.size()
        || end <= from
        || (total >= 0 && end > total)
        || (part.length() >= 0 && total != part.length())
        || (length >= 0 && length != end - from)) {
      throw new DownloadException.PartRefused(
          "the media host sent the range %s, which does not fit".formatted(range));
    }
    if (etag != null && !etag.equals(part.etag())) {
      throw new DownloadException.PartRefused("the file at the media host has changed");
    }
    return new MediaAnswer(from, end, total, part.etag(), lastModified(response));
  }

  private static MediaAnswer nothingMissing(ClassicHttpResponse response, Part part)
      throws DownloadException {
    if (part.etag() == null) {
      throw new DownloadException("the media host answered 416, and no range was asked for");
    }
    String range = value(response, HttpHeaders.CONTENT_RANGE);
    Matcher matcher = UNSATISFIED.matcher(range == null ? "" : range);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) != part.size()) {
      throw new DownloadException.PartRefused("the file at the media host has another length");
    }
    return new MediaAnswer(part.size(), part.size(), part.size(), part.etag(), null);
  }

  boolean isWholeFile() {
    return from == 0;
  }

  /** Nothing comes behind what is there. */
  boolean bringsNothing() {
    return from > 0 && from == end;
  }

  private static @Nullable Instant lastModified(HttpMessage response) {
    String date = value(response, HttpHeaders.LAST_MODIFIED);
    return date == null ? null : DateUtils.parseStandardDate(date);
  }

  private static @Nullable String strongEtag(HttpMessage response) {
    String etag = value(response, HttpHeaders.ETAG);
    return etag != null && isStrong(etag) ? etag : null;
  }

  /**
   * {@code W/"x"} is weak: the bytes may differ, and pieces must not be put together. What is no
   * entity tag at all (RFC 9110, section 8.8.3) must not come back in a header of ours.
   */
  static boolean isStrong(String etag) {
    return STRONG_ETAG.matcher(etag).matches();
  }

  private static @Nullable String value(HttpMessage response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? null : header.getValue();
  }
}

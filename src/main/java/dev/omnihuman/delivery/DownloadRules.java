package dev.omnihuman.delivery;

import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.gateway.ResultLinks;
import java.time.Duration;

/**
 * What downloads may do.
 *
 * @param links which links are followed, those of redirects too
 * @param maxSize of one file, in bytes
 * @param maxRate of all downloads together, in bytes a second; 0: no limit
 * @param concurrency how many downloads are under way at once, at most
 * @param listener is told of each download
 */
public record DownloadRules(
    ResultLinks links,
    long maxSize,
    long maxRate,
    int concurrency,
    Patience patience,
    Outbound outbound,
    DownloadListener listener) {

  /**
   * How long a media host is waited for.
   *
   * @param idle for the next byte
   * @param head for the head of an answer, redirects included
   * @param slow how long it may bring less than {@link StallGuard#SLOWEST} bytes a second
   */
  public record Patience(Duration idle, Duration head, Duration slow) {

    static final Patience USUAL =
        new Patience(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(60));
  }

  public static DownloadRules of(
      ResultLinks links, long maxSize, long maxRate, int concurrency, Outbound outbound) {
    return new DownloadRules(
        links, maxSize, maxRate, concurrency, Patience.USUAL, outbound, DownloadListener.NONE);
  }

  public DownloadRules toldTo(DownloadListener whom) {
    return new DownloadRules(links, maxSize, maxRate, concurrency, patience, outbound, whom);
  }
}

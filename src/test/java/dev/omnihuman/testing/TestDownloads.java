package dev.omnihuman.testing;

import dev.omnihuman.delivery.DownloadRules;
import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.gateway.ResultLinks;
import java.util.List;

/** Rules for downloads from hosts on the loopback. */
public final class TestDownloads {

  private TestDownloads() {}

  public static DownloadRules upTo(long maxSize) {
    return DownloadRules.of(links(), maxSize, 0, 4, Outbound.direct());
  }

  public static ResultLinks links() {
    return new ResultLinks(List.of("127.0.0.1"), true);
  }
}

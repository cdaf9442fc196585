package dev.omnihuman.app;

import dev.omnihuman.bucket.Bucket;
import dev.omnihuman.desk.Desk;
import dev.omnihuman.gateway.CallbackWatch;
import dev.omnihuman.ledger.JobBoard;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.web.Api;
import dev.omnihuman.web.Installation;
import dev.omnihuman.web.WebPart;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the port shows to people.
 *
 * @param bucket where the videos are; null: in the outbox folder
 * @param simulated whether the gateway is our simulator
 */
record Site(
    JobBoard board,
    Desk desk,
    Settings settings,
    @Nullable Bucket bucket,
    CallbackWatch watch,
    boolean simulated) {

  /**
   * @param clock by which the ledger's times are told
   */
  List<WebPart> parts(Clock clock) {
    Installation installation =
        new Installation(
            Main.Version.number(), clock.instant(), settings.folders(), bucket, simulated);
    return List.of(new Api(board, desk, installation, this::callbacks, clock, Clock.systemUTC()));
  }

  private String callbacks() {
    if (settings.web().webhook().publicUrl() == null) {
      return "off";
    }
    return watch.isTrusting() ? "trusted" : "missing";
  }
}

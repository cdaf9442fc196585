package dev.omnihuman.web;

import dev.omnihuman.desk.Desk;
import dev.omnihuman.ledger.JobBoard;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything under {@code /api/}: what there is to see of jobs, and what can be done to them.
 *
 * @param callbacks {@code off}, {@code trusted} or {@code missing}
 * @param clock by which the ledger's times are told
 * @param wallClock the time of orders
 */
public record Api(
    JobBoard board,
    Desk desk,
    Installation installation,
    Supplier<String> callbacks,
    Clock clock,
    Clock wallClock)
    implements WebPart {

  @Override
  public void serveOn(Router router, Connections connections) {
    parts(Videos.shelf()).forEach(part -> part.serveOn(router, connections));
  }

  /**
   * @param shelf looks into the outbox
   */
  List<WebPart> parts(WorkerPool shelf) {
    Looks looks = new Looks();
    Videos videos = new Videos(board, installation, looks, shelf);
    Overview overview = new Overview(board, installation, callbacks, clock);
    return List.of(
        new JobApi(board, overview, videos, looks, clock),
        videos,
        new Changes(board),
        new Acts(desk, board, wallClock),
        new ApiDescription());
  }
}

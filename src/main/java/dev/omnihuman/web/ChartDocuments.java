package dev.omnihuman.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.ledger.Chart;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Charts as JSON; durations in seconds. */
final class ChartDocuments {

  private static final JsonMapper JSON = new JsonMapper();
  private static final double MILLIS = 1000.0;

  private ChartDocuments() {}

  static JsonNode of(Chart chart) {
    ObjectNode node = JSON.createObjectNode();
    node.put("span", chart.span().name().toLowerCase(Locale.ROOT));
    node.put("from", chart.from().toString());
    node.put("to", chart.to().toString());
    node.put("step_seconds", chart.span().step().toSeconds());
    ArrayNode buckets = node.putArray("buckets");
    for (Chart.Bucket bucket : chart.buckets()) {
      ObjectNode one = buckets.addObject();
      one.put("at", bucket.at().toString());
      one.put("accepted", bucket.accepted());
      one.put("delivered", bucket.ended().delivered());
      one.put("failed", bucket.ended().failed());
      one.put("in_doubt", bucket.inDoubt());
      one.set("gateway_seconds", quantiles(bucket.gatewayTime()));
      one.set("total_seconds", quantiles(bucket.totalTime()));
    }
    return node;
  }

  private static JsonNode quantiles(Chart.@Nullable Quantiles quantiles) {
    if (quantiles == null) {
      return JSON.nullNode();
    }
    ObjectNode node = JSON.createObjectNode();
    node.put("p50", seconds(quantiles.p50()));
    node.put("p90", seconds(quantiles.p90()));
    return node;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS;
  }
}

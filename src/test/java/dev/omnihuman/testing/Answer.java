package dev.omnihuman.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/** What the {@link FakeGateway} says when it is asked. */
public final class Answer {

  /** Makes the response for one request. */
  @FunctionalInterface
  interface Words {
    ResponseDefinitionBuilder about(String requestId, String origin);
  }

  private static final String MODEL = "bytedance-omnihuman-v1-5-290";

  private final Words words;
  private final boolean accepts;
  private final boolean hangs;

  private Answer(Words words, boolean accepts, boolean hangs) {
    this.words = words;
    this.accepts = accepts;
    this.hangs = hangs;
  }

  /** 202 with a request id. */
  public static Answer accepted() {
    return new Answer(
        (id, origin) ->
            json(
                202,
                object()
                    .put("request_id", id)
                    .put("status", "QUEUED")
                    .put("polling_url", origin + FakeGateway.STATUS + id)),
        true,
        false);
  }

  public static Answer queued() {
    return status("QUEUED", null, List.of());
  }

  public static Answer processing() {
    return status("PROCESSING", null, List.of());
  }

  /** One media_url for each of these sample videos, such as {@code 480p}. */
  public static Answer completed(String... videos) {
    return status("COMPLETED", null, List.of(videos));
  }

  /** The gateway names these links, whatever they are. */
  public static Answer completedAt(String... links) {
    return new Answer(
        (id, origin) -> {
          ObjectNode body = object().put("request_id", id).put("status", "COMPLETED");
          ObjectNode output = body.putObject("output").put("media_type", "video/mp4");
          List.of(links).forEach(output.withArrayProperty("media_url")::add);
          return json(200, body);
        },
        false,
        false);
  }

  public static Answer failed(String error) {
    return status("FAILED", error, List.of());
  }

  public static Answer error(String error) {
    return status("ERROR", error, List.of());
  }

  /** The provider's JSON error. */
  public static Answer refused(int status, String error, String message) {
    return refused(json(status, object().put("error", error).put("message", message)));
  }

  public static Answer tooManyRequests(int retryAfterSeconds) {
    return refused(
        json(429, object().put("error", "Too Many Requests").put("message", "Rate limit exceeded."))
            .withHeader("Retry-After", String.valueOf(retryAfterSeconds)));
  }

  /** The same with a date in place of seconds. */
  public static Answer tooManyRequestsUntil(Instant when) {
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(when.atOffset(ZoneOffset.UTC));
    return refused(
        json(429, object().put("error", "Too Many Requests").put("message", "Rate limit exceeded."))
            .withHeader("Retry-After", date));
  }

  /** 407 with a challenge, as only a proxy should send it. */
  public static Answer challengeOfAProxy() {
    return refused(
        json(407, object().put("error", "Proxy Authentication Required"))
            .withHeader("Proxy-Authenticate", "Basic realm=\"x\""));
  }

  /** 200 with a page for people, as proxies send it. */
  public static Answer page() {
    return refused(
        aResponse()
            .withStatus(200)
            .withHeader("Content-Type", "text/html")
            .withBody("<html><body>Welcome</body></html>"));
  }

  /** 200 with nothing in it. */
  public static Answer nothing() {
    return refused(aResponse().withStatus(200));
  }

  /** The request is read whole, and then the connection breaks. */
  public static Answer connectionReset() {
    return refused(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
  }

  /** The request is accepted, and the connection breaks before anybody is told. */
  public static Answer acceptedAndLost() {
    return new Answer(
        (id, origin) -> aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), true, false);
  }

  /** The request is read whole, and no answer comes while the gateway lives. */
  public static Answer silence() {
    return new Answer((id, origin) -> aResponse().withStatus(500), false, true);
  }

  /** The same, so much later. */
  public Answer after(Duration delay) {
    return new Answer(
        (id, origin) -> words.about(id, origin).withFixedDelay((int) delay.toMillis()),
        accepts,
        hangs);
  }

  private static Answer refused(ResponseDefinitionBuilder response) {
    return new Answer((id, origin) -> response, false, false);
  }

  private static Answer status(String word, String error, List<String> videos) {
    return new Answer(
        (id, origin) -> {
          ObjectNode body = object().put("request_id", id).put("status", word);
          body.put("model_id", MODEL).put("error", error);
          if (videos.isEmpty()) {
            body.putNull("output");
          } else {
            ObjectNode output = body.putObject("output").put("media_type", "video/mp4");
            Stream<String> urls = videos.stream().map(v -> FakeGateway.media(origin, id, v));
            urls.forEach(output.withArrayProperty("media_url")::add);
          }
          body.put("created_at", "2026-05-22T13:17:32.110Z");
          body.put("updated_at", "2026-05-22 13:19:23");
          return json(200, body);
        },
        false,
        false);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ResponseDefinitionBuilder json(int status, ObjectNode body) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withBody(body.toString());
  }

  Words words() {
    return words;
  }

  boolean accepts() {
    return accepts;
  }

  boolean hangs() {
    return hangs;
  }
}

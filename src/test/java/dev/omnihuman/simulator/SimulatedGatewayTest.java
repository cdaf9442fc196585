package dev.omnihuman.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.testing.FreePort;
import dev.omnihuman.testing.TestClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator as a client meets it: over HTTP, through its routes. */
class SimulatedGatewayTest {
  private static final String KEY = "rehearsal-key";
  private static final String KEY_HEADER = "Ocp-Apim-Subscription-Key";
  private static final String SUBMIT =
      "/bytedance-omnihuman-v1-5-290/v1/bytedance-omnihuman-v1-5-request";
  private static final String STATUS = "/v2/requests/status/";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final TestClock CLOCK = new TestClock(Instant.parse("2026-05-22T13:00:00Z"));
  private static final Main MAIN = new Main();

  private static String origin;
  private static SimulatedGateway gateway;

  @BeforeAll
  static void start_the_routes() throws Exception {
    int port = FreePort.next();
    origin = "http://127.0.0.1:" + port;
    SimulatorTimes times = new SimulatorTimes(Duration.ofSeconds(2), Duration.ofSeconds(8));
    gateway = new SimulatedGateway(CLOCK, times, KEY, URI.create(origin));
    MAIN.bind("simulator", gateway);
    MAIN.configure()
        .withRoutesIncludePattern("classpath:dev/omnihuman/routes/simulator/gateway.camel.yaml");
    MAIN.addInitialProperty("camel.server.enabled", "true");
    MAIN.addInitialProperty("camel.server.host", "127.0.0.1");
    MAIN.addInitialProperty("camel.server.port", String.valueOf(port));
    MAIN.addInitialProperty("omnihuman.gateway.submit-path", SUBMIT);
    MAIN.addInitialProperty("omnihuman.gateway.status-path", "/v2/requests/status");
    MAIN.start();
    BrokenWires.on(MAIN.getCamelContext(), port);
  }

  @AfterAll
  static void stop_the_routes() {
    MAIN.stop();
  }

  @Nested
  class Submit {
    @Test
    void should_answer_202_with_a_request_id_when_the_request_is_valid() throws Exception {
      HttpResponse<String> answer = submit(body("face.png"));

      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      JsonNode json = JSON.readTree(answer.body());
      assertThat(json.fieldNames())
          .toIterable()
          .containsExactly("request_id", "status", "polling_url");
      String id = json.path("request_id").asText();
      assertThat(id)
          .matches(
              "bytedance-omnihuman-v1-5-290_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
      assertThat(json.path("status").asText()).isEqualTo("QUEUED");
      assertThat(json.path("polling_url").asText()).isEqualTo(origin + STATUS + id);
    }

    @Test
    void should_give_another_id_when_the_same_is_asked_again() throws Exception {
      assertThat(accept("face.png")).isNotEqualTo(accept("face.png"));
    }

    @Test
    void should_accept_fields_that_it_does_not_know() throws Exception {
      String body = body("face.png").replace("{", "{\"prompt\": \"smile\", ");
      assertThat(submit(body).statusCode()).isEqualTo(202);
    }

    @Test
    void should_accept_a_host_with_an_underscore() throws Exception {
      String body =
          body("face.png").replace("https://example.com/a", "https://my_bucket.example.com/a");
      assertThat(submit(body).statusCode()).isEqualTo(202);
    }

    @Test
    void should_not_send_back_what_the_client_sent() throws Exception {
      HttpResponse<String> answer =
          send(request(SUBMIT, body("face.png")).setHeader("X-Secret", "of the client"));

      Set<String> names = new TreeSet<>(answer.headers().map().keySet());
      assertThat(names).containsExactlyInAnyOrder("content-length", "content-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "another-key"})
    void should_answer_401_when_the_key_is_missing_or_wrong(String key) throws Exception {
      HttpResponse<String> answer =
          send(request(SUBMIT, body("face.png")).setHeader(KEY_HEADER, key));
      assertError(answer, 401, "Unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "not json",
          "[]",
          "\"text\"",
          "null",
          "{} {}",
          "{}",
          "{\"image_url\": \"https://example.com/a.png\"}",
          "{\"audio_url\": \"https://example.com/a.mp3\"}",
          "{\"image_url\": 7, \"audio_url\": \"https://example.com/a.mp3\"}",
          "{\"image_url\": \"a.png\", \"audio_url\": \"https://example.com/a.mp3\"}",
          "{\"image_url\": \"https://example.com/a.png\", \"audio_url\": \"ftp://example.com/a\"}",
          "{\"image_url\": \"https://example.com/a b.png\", \"audio_url\": \"https://example.com/a\"}",
        })
    void should_answer_400_when_the_body_is_not_a_request(String body) throws Exception {
      assertError(submit(body), 400, "Bad Request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"4k\"", "\"1080P\"", "\"\"", "1080", "null"})
    void should_answer_400_when_the_resolution_is_not_on_offer(String resolution) throws Exception {
      String body = body("face.png").replace("}", ", \"resolution\": " + resolution + "}");
      assertError(submit(body), 400, "Bad Request");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "text/plain",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x",
          "application/jsonp"
        })
    void should_answer_400_when_the_content_type_is_not_json(String type) throws Exception {
      HttpResponse<String> answer =
          send(request(SUBMIT, body("face.png")).setHeader("Content-Type", type));
      assertError(answer, 400, "Bad Request");
    }

    @Test
    void should_accept_a_content_type_that_names_its_charset() throws Exception {
      HttpResponse<String> answer =
          send(
              request(SUBMIT, body("face.png"))
                  .setHeader("Content-Type", "Application/JSON; charset=utf-8"));
      assertThat(answer.statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({
      "https://example.com/callback, 202",
      "http://example.com/callback, 400",
      "example.com/callback, 400"
    })
    void should_accept_https_webhooks_only(String webhook, int status) throws Exception {
      HttpResponse<String> answer =
          send(request(SUBMIT, body("face.png")).setHeader("X-Webhook-URL", webhook));
      assertThat(answer.statusCode()).isEqualTo(status);
    }

    @Test
    void should_charge_what_it_accepts_unless_it_ends_in_ERROR() throws Exception {
      long before = gateway.charged();

      accept("face.png");
      accept("simulate-failed.png");
      accept("simulate-stuck.png");
      accept("simulate-error.png");
      submit(body("simulate-no-balance.png"));
      submit("{}");

      assertThat(gateway.charged() - before).isEqualTo(3);
    }
  }

  @Nested
  class Status {
    @Test
    void should_pass_from_queued_over_processing_to_completed() throws Exception {
      String id = accept("face.png");

      assertThat(status(id).path("status").asText()).isEqualTo("QUEUED");
      CLOCK.advance(Duration.ofMillis(1999));
      assertThat(status(id).path("status").asText()).isEqualTo("QUEUED");
      CLOCK.advance(Duration.ofMillis(1));
      assertThat(status(id).path("status").asText()).isEqualTo("PROCESSING");
      CLOCK.advance(Duration.ofMillis(7999));
      assertThat(status(id).path("status").asText()).isEqualTo("PROCESSING");
      CLOCK.advance(Duration.ofMillis(1));
      assertThat(status(id).path("status").asText()).isEqualTo("COMPLETED");
      CLOCK.advance(Duration.ofDays(1));
      assertThat(status(id).path("status").asText()).isEqualTo("COMPLETED");
    }

    @Test
    void should_have_the_documented_shape_while_it_runs() throws Exception {
      String id = accept("face.png");

      JsonNode json = status(id);

      assertShape(json, id);
      assertThat(json.path("error").isNull()).isTrue();
      assertThat(json.path("output").isNull()).isTrue();
      assertThat(json.path("completed_at").isNull()).isTrue();
    }

    @Test
    void should_have_the_documented_shape_when_it_is_completed() throws Exception {
      String id = complete("face.png");

      JsonNode json = status(id);

      assertShape(json, id);
      assertThat(json.path("error").isNull()).isTrue();
      assertThat(json.path("output").fieldNames())
          .toIterable()
          .containsExactly("media_url", "media_type");
      assertThat(json.at("/output/media_url")).hasSize(1);
      assertThat(json.at("/output/media_url/0").asText()).isEqualTo(origin + media(id));
      assertThat(json.at("/output/media_type").asText()).isEqualTo("video/mp4");
      assertThat(json.path("completed_at")).isEqualTo(json.path("updated_at"));
    }

    @Test
    void should_write_times_in_both_formats_of_the_documentation() throws Exception {
      Instant start = Instant.parse("2026-05-22T13:17:32.100Z");
      CLOCK.set(start);
      JsonNode one = status(complete("face.png"));
      CLOCK.set(start);
      JsonNode next = status(complete("face.png"));

      for (JsonNode json : new JsonNode[] {one, next}) {
        assertThat(json.path("created_at").asText()).isEqualTo("2026-05-22T13:17:32.100Z");
      }
      assertThat(
              new String[] {one.path("completed_at").asText(), next.path("completed_at").asText()})
          .containsExactlyInAnyOrder("2026-05-22T13:17:42.100Z", "2026-05-22 13:17:42");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "another-key"})
    void should_answer_401_when_the_key_is_missing_or_wrong(String key) throws Exception {
      String id = accept("face.png");
      assertError(send(request(STATUS + id).setHeader(KEY_HEADER, key)), 401, "Unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "bytedance-omnihuman-v1-5-290_019d0000-0000-7000-8000-000000000000",
          "x",
          "%2e%2e%2f",
          "%00"
        })
    void should_answer_404_when_the_id_is_unknown(String id) throws Exception {
      assertError(send(request(STATUS + id)), 404, "Not Found");
    }
  }

  @Nested
  class BadEndsToOrder {
    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "ERROR"})
    void should_end_with_an_error_text_and_without_output(String status) throws Exception {
      String id = accept("simulate-" + status.toLowerCase(Locale.ROOT) + ".png");
      assertThat(status(id).path("error").isNull()).isTrue();
      CLOCK.advance(Duration.ofSeconds(10));

      JsonNode json = status(id);

      assertShape(json, id);
      assertThat(json.path("status").asText()).isEqualTo(status);
      assertThat(json.path("error").asText()).startsWith("Simulated");
      assertThat(json.path("output").isNull()).isTrue();
      assertThat(json.path("completed_at").isTextual()).isTrue();
      assertThat(send(request(media(id))).statusCode()).isEqualTo(404);
    }

    @Test
    void should_never_end_when_it_is_stuck() throws Exception {
      String id = accept("simulate-stuck.png");
      CLOCK.advance(Duration.ofDays(30));
      assertThat(status(id).path("status").asText()).isEqualTo("PROCESSING");
    }

    @Test
    void should_answer_402_when_the_wallet_is_empty() throws Exception {
      assertError(submit(body("simulate-no-balance.png")), 402, "Insufficient Balance");
    }

    @Test
    void should_answer_429_and_say_when_to_come_back() throws Exception {
      HttpResponse<String> answer = submit(body("simulate-rate-limit.png"));
      assertError(answer, 429, "Too Many Requests");
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
    }

    @Test
    void should_answer_500_when_the_server_breaks() throws Exception {
      assertError(submit(body("simulate-server-error.png")), 500, "Internal Server Error");
    }

    @ParameterizedTest
    @CsvSource({
      "key-refused, 401",
      "forbidden, 403",
      "quota, 403",
      "model-not-found, 400",
      "not-found, 404",
      "bad-input, 400",
      "unprocessable, 422",
      "too-early, 425",
      "rate-limit-date, 429",
      "bad-gateway, 502",
      "unavailable, 503",
      "unavailable-date, 503"
    })
    void should_refuse_without_accepting(String word, int status) throws Exception {
      long before = gateway.accepted();

      HttpResponse<String> answer = submit(body("simulate-" + word + ".png"));

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(JSON.readTree(answer.body()).path("error").asText()).isNotBlank();
      assertThat(gateway.accepted()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
      "quota, 5",
      "unavailable, 5",
      "rate-limit-date, 'Fri, 22 May 2026 13:00:05 GMT'",
      "unavailable-date, 'Fri, 22 May 2026 13:00:05 GMT'"
    })
    void should_say_when_to_come_back_in_both_forms(String word, String retryAfter)
        throws Exception {
      CLOCK.set(Instant.parse("2026-05-22T13:00:00Z"));
      assertThat(submit(body("simulate-" + word + ".png")).headers().firstValue("Retry-After"))
          .hasValue(retryAfter);
    }

    @Test
    void should_lead_to_another_host() throws Exception {
      HttpResponse<String> answer = submit(body("simulate-redirect.png"));
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("Location")).hasValue("https://login.example.com/");
    }

    @ParameterizedTest
    @CsvSource({"page, 200, false", "empty, 202, true", "no-id, 202, true", "bad-id, 202, true"})
    void should_answer_without_a_usable_id(String word, int status, boolean accepted)
        throws Exception {
      long before = gateway.accepted();

      HttpResponse<String> answer = submit(body("simulate-" + word + ".png"));

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).doesNotContain("bytedance-omnihuman");
      assertThat(gateway.accepted() - before).isEqualTo(accepted ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"cut, true", "reset, false", "lost-answer, true"})
    void should_break_the_connection(String word, boolean accepted) {
      long before = gateway.accepted();

      assertThatThrownBy(() -> submit(body("simulate-" + word + ".png")))
          .isInstanceOf(IOException.class);

      assertThat(gateway.accepted() - before).isEqualTo(accepted ? 1 : 0);
    }

    @Test
    void should_keep_an_answer_back_until_nobody_waits_for_it() {
      HttpRequest hasty =
          request(SUBMIT, body("simulate-hang.png")).timeout(Duration.ofMillis(500)).build();
      long before = gateway.accepted();

      assertThatThrownBy(() -> HTTP.send(hasty, BodyHandlers.ofString()))
          .isInstanceOf(HttpTimeoutException.class);

      assertThat(gateway.accepted() - before).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"once, 1", "twice, 2", "3-times, 3"})
    void should_go_well_after_so_many_times(String count, int times) throws Exception {
      String body = body("simulate-no-balance-" + count + "-a.png");
      for (int n = 1; n <= times; n++) {
        assertThat(submit(body).statusCode()).isEqualTo(402);
      }
      assertThat(submit(body).statusCode()).isEqualTo(202);
      assertThat(submit(body("simulate-no-balance-" + count + "-b.png")).statusCode())
          .as("another picture is counted on its own")
          .isEqualTo(402);
    }

    @Test
    void should_end_well_after_a_submit_that_ended_in_ERROR() throws Exception {
      String first = complete("simulate-error-once.png");
      String second = complete("simulate-error-once.png");

      assertThat(status(first).path("status").asText()).isEqualTo("ERROR");
      assertThat(status(second).path("status").asText()).isEqualTo("COMPLETED");
    }

    @ParameterizedTest
    @CsvSource({"key-refused, 401", "not-found, 404", "server-error, 500"})
    void should_refuse_status_requests_so_many_times(String word, int status) throws Exception {
      String id = complete("simulate-status-" + word + "-twice.png");
      assertThat(send(request(STATUS + id)).statusCode()).isEqualTo(status);
      assertThat(send(request(STATUS + id)).statusCode()).isEqualTo(status);
      assertThat(status(id).path("status").asText()).isEqualTo("COMPLETED");
    }

    @Test
    void should_break_the_connection_of_a_status_request() throws Exception {
      String id = accept("simulate-status-reset.png");
      assertThatThrownBy(() -> status(id)).isInstanceOf(IOException.class);
    }

    @Test
    void should_answer_status_requests_with_a_page() throws Exception {
      assertThat(send(request(STATUS + accept("simulate-status-page.png"))).body())
          .startsWith("<html>");
    }

    @ParameterizedTest
    @CsvSource({"unknown-word, PREPARING, true", "other-id, FAILED, false"})
    void should_say_something_strange(String word, String said, boolean ofThis) throws Exception {
      String id = complete("simulate-status-" + word + ".png");
      assertThat(status(id).path("status").asText()).isEqualTo(said);
      assertThat(status(id).path("request_id").asText().equals(id)).isEqualTo(ofThis);
    }

    @ParameterizedTest
    @CsvSource({"no-output, COMPLETED", "false-error, ERROR"})
    void should_withhold_a_video_for_a_while(String word, String said) throws Exception {
      String id = accept("simulate-status-" + word + "-once.png");
      assertThat(status(id).path("status").asText()).isEqualTo("QUEUED");
      CLOCK.advance(Duration.ofSeconds(10));

      assertThat(status(id).path("status").asText()).isEqualTo(said);
      assertThat(status(id).at("/output/media_url")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"simulate-failed/face.png", "face.png?simulate-failed", "a-simulate-failed.png"})
    void should_look_at_the_start_of_the_last_path_segment_only(String image) throws Exception {
      assertThat(status(complete(image)).path("status").asText()).isEqualTo("COMPLETED");
    }
  }

  @Nested
  class Media {
    @ParameterizedTest
    @CsvSource({"'', 1920, 1080", "480p, 854, 480", "720p, 1280, 720", "1080p, 1920, 1080"})
    void should_be_a_video_of_exactly_the_asked_resolution(String resolution, int width, int height)
        throws Exception {
      String body = body("face.png");
      if (!resolution.isEmpty()) {
        body = body.replace("}", ", \"resolution\": \"" + resolution + "\"}");
      }
      String id = JSON.readTree(submit(body).body()).path("request_id").asText();
      CLOCK.advance(Duration.ofSeconds(10));

      HttpResponse<byte[]> answer = download(id);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("video/mp4");
      assertThat(answer.headers().firstValue("Accept-Ranges")).hasValue("bytes");
      assertThat(answer.headers().firstValue("ETag").orElse("")).matches("\"[0-9a-f]{32}\"");
      assertThat(answer.headers().firstValueAsLong("Content-Length"))
          .hasValue(answer.body().length);
      Mp4 video = new Mp4(answer.body());
      assertThat(video.topLevel()).containsExactly("ftyp", "moov", "free", "mdat");
      assertThat(video.trackSizes()).containsExactly(width + "x" + height, "0x0");
      assertThat(video.pictureSize()).isEqualTo(width + "x" + height);
      assertThat(video.contains("mp4a")).isTrue();
    }

    @Test
    void should_need_no_key() throws Exception {
      String id = complete("face.png");
      HttpRequest bare = HttpRequest.newBuilder(URI.create(origin + media(id))).build();
      assertThat(HTTP.send(bare, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
      "bytes=0-99, 0, 99",
      "bytes=100-199, 100, 199",
      "bytes=7-7, 7, 7",
      "bytes=100-, 100, -1",
      "bytes=-100, -100, -1",
      "bytes=100-999999999, 100, -1",
      "bytes=-999999999, 0, -1"
    })
    void should_serve_a_range(String range, int first, int last) throws Exception {
      String id = complete("face.png");
      byte[] whole = download(id).body();
      int from = first < 0 ? whole.length + first : first;
      int to = last < 0 ? whole.length : last + 1;

      HttpResponse<byte[]> answer = download(id, "Range", range);

      assertThat(answer.statusCode()).isEqualTo(206);
      assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(whole, from, to));
      assertThat(answer.headers().firstValue("Content-Range"))
          .hasValue("bytes " + from + "-" + (to - 1) + "/" + whole.length);
      assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(to - from);
      assertThat(answer.headers().firstValue("ETag")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=999999999-", "bytes=999999999-9999999999", "bytes=-0"})
    void should_answer_416_when_the_range_lies_beyond_the_end(String range) throws Exception {
      String id = complete("face.png");
      int size = download(id).body().length;

      HttpResponse<byte[]> answer = download(id, "Range", range);

      assertThat(answer.statusCode()).isEqualTo(416);
      assertThat(answer.headers().firstValue("Content-Range")).hasValue("bytes */" + size);
      assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "bytes=5-2", "bytes=-", "items=0-1", "bytes=a-b"})
    void should_serve_the_whole_when_the_range_is_not_understood(String range) throws Exception {
      HttpResponse<byte[]> answer = download(complete("face.png"), "Range", range);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Range")).isEmpty();
    }

    @Test
    void should_serve_a_range_only_of_the_video_that_the_client_knows() throws Exception {
      String id = complete("face.png");
      String etag = download(id).headers().firstValue("ETag").orElseThrow();

      assertThat(download(id, "Range", "bytes=5-9", "If-Range", etag).statusCode()).isEqualTo(206);
      assertThat(download(id, "Range", "bytes=5-9", "If-Range", "\"x\"").statusCode())
          .isEqualTo(200);
    }

    @Test
    void should_answer_404_when_it_is_not_completed_or_unknown() throws Exception {
      String id = accept("face.png");
      CLOCK.advance(Duration.ofSeconds(9));
      assertError(send(request(media(id))), 404, "Not Found");
      assertError(send(request(media("unknown"))), 404, "Not Found");
    }

    @Test
    void should_tell_the_length_without_the_video() throws Exception {
      String id = complete("face.png");
      HttpResponse<String> answer =
          send(request(media(id)).method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValueAsLong("Content-Length"))
          .hasValue(download(id).body().length);
    }
  }

  private static String body(String image) {
    return """
        {"image_url": "https://example.com/%s", "audio_url": "https://example.com/a.mp3"}"""
        .formatted(image);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(origin + path)).header(KEY_HEADER, KEY);
  }

  private static HttpRequest.Builder request(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> submit(String body) throws Exception {
    return send(request(SUBMIT, body));
  }

  /** Submits; the id of the accepted request. */
  private static String accept(String image) throws Exception {
    HttpResponse<String> answer = submit(body(image));
    assertThat(answer.statusCode()).isEqualTo(202);
    return JSON.readTree(answer.body()).path("request_id").asText();
  }

  /** Submits, and waits the ten seconds that a request takes. */
  private static String complete(String image) throws Exception {
    String id = accept(image);
    CLOCK.advance(Duration.ofSeconds(10));
    return id;
  }

  private static JsonNode status(String id) throws Exception {
    HttpResponse<String> answer = send(request(STATUS + id));
    assertThat(answer.statusCode()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static String media(String id) {
    return "/media/" + id + "/output.mp4";
  }

  private static HttpResponse<byte[]> download(String id, String... headers) throws Exception {
    HttpRequest.Builder request = request(media(id));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static void assertShape(JsonNode json, String id) {
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "request_id",
            "status",
            "model_id",
            "error",
            "output",
            "created_at",
            "updated_at",
            "completed_at");
    assertThat(json.path("request_id").asText()).isEqualTo(id);
    assertThat(json.path("model_id").asText()).isEqualTo("bytedance-omnihuman-v1-5-290");
  }

  private static void assertError(HttpResponse<String> answer, int status, String error)
      throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode json = JSON.readTree(answer.body());
    assertThat(json.fieldNames()).toIterable().containsExactly("error", "message");
    assertThat(json.path("error").asText()).isEqualTo(error);
    assertThat(json.path("message").asText()).isNotBlank();
  }
}

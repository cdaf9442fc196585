package dev.omnihuman.testing;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Calls back, as the gateway does, or as somebody who pretends to be the gateway. */
public final class Callbacks {

  public static final String ADDRESS_HEADER = "X-Webhook-URL";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private Callbacks() {}

  /** Where the gateway was asked to call back about the latest submit with a picture. */
  public static URI address(FakeGateway gateway, String image) {
    var submits = gateway.submitsOf(image);
    LoggedRequest latest = submits.get(submits.size() - 1);
    return URI.create(latest.getHeader(ADDRESS_HEADER));
  }

  /** The documented body, as far as anybody reads it. */
  public static String body(String requestId, String status) {
    return """
        {"request_id": "%s", "status": "%s", "model_id": "bytedance-omnihuman-v1-5-290",
         "error": null, "output": null, "created_at": "2026-05-22T13:17:32.110Z"}
        """
        .formatted(requestId, status);
  }

  /** Calls back about the latest submit with a picture that was accepted. */
  public static int call(FakeGateway gateway, String image) {
    String requestId =
        gateway.charges().stream()
            .filter(charge -> charge.image().equals(image))
            .reduce((first, second) -> second)
            .orElseThrow()
            .requestId();
    return post(address(gateway, image), body(requestId, "COMPLETED"));
  }

  /** The status of the answer. */
  public static int post(URI address, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

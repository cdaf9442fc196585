package dev.omnihuman.testing;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The provider's gateway on a loopback port, played by WireMock. It does as it is told, and keeps
 * every request that came. Jobs are told apart by their {@code image_url}. Unless told otherwise it
 * accepts every submit and says of each request QUEUED, PROCESSING, COMPLETED.
 */
public final class FakeGateway implements AutoCloseable {

  public static final String KEY_HEADER = "Ocp-Apim-Subscription-Key";
  public static final String SUBMIT =
      "/bytedance-omnihuman-v1-5-290/v1/bytedance-omnihuman-v1-5-request";
  public static final String STATUS = "/v2/requests/status/";

  private static final String MEDIA = "/media/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WireMockServer server;
  private final boolean tls;
  private final List<LoggedRequest> submits = new CopyOnWriteArrayList<>();
  private final List<LoggedRequest> looks = new CopyOnWriteArrayList<>();
  private final List<LoggedRequest> downloads = new CopyOnWriteArrayList<>();
  private final Map<String, Turns> submitTurns = new ConcurrentHashMap<>();
  private final Map<String, List<Answer>> lookTurns = new ConcurrentHashMap<>();
  private final Map<String, Turns> requests = new ConcurrentHashMap<>();
  private final List<Charge> charges = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean videosDiffer;
  private volatile int submitMillis;
  private volatile int lookMillis;
  private volatile int downloadMillis;
  private volatile Turns anySubmit = new Turns(List.of(Answer.accepted()));
  private volatile List<Answer> anyLook =
      List.of(Answer.queued(), Answer.processing(), Answer.completed("480p"));

  private volatile Answer anyStranger = Answer.refused(404, "Not Found", "No such request.");

  /**
   * One submit that was accepted: what the provider would put on the bill.
   *
   * @param body as it came
   * @param callback where the gateway was asked to call back; null: nowhere
   */
  public record Charge(String image, String body, String requestId, String callback) {}

  /** One answer after the other; the last one repeats. */
  private static final class Turns {
    private final List<Answer> answers;
    private final AtomicInteger asked = new AtomicInteger();

    Turns(List<Answer> answers) {
      this.answers = answers;
    }

    Answer next() {
      return answers.get(Math.min(asked.getAndIncrement(), answers.size() - 1));
    }
  }

  private final class Script implements ResponseDefinitionTransformerV2 {
    @Override
    public ResponseDefinition transform(ServeEvent event) {
      return respond(event.getRequest()).build();
    }

    @Override
    public String getName() {
      return "script";
    }
  }

  public FakeGateway() {
    this(null);
  }

  /**
   * @param authority by whose certificate it speaks TLS as localhost; null: plain http
   */
  public FakeGateway(TestAuthority authority) {
    tls = authority != null;
    WireMockConfiguration options =
        options()
            .bindAddress("127.0.0.1")
            .dynamicPort()
            .containerThreads(60)
            .jettyStopTimeout(0L)
            .disableRequestJournal()
            .extensions(new Script());
    if (authority != null) {
      options
          .dynamicHttpsPort()
          .keystoreType("PKCS12")
          .keystorePath(authority.serverKeys().toString())
          .keystorePassword(TestAuthority.PASSWORD)
          .keyManagerPassword(TestAuthority.PASSWORD);
    }
    server = new WireMockServer(options);
    server.start();
    server.stubFor(any(anyUrl()).willReturn(aResponse()));
  }

  /** What is said, in turn, of every request accepted from now on; the last one repeats. */
  public FakeGateway answers(Answer... looks) {
    anyLook = List.of(looks);
    return this;
  }

  /** The same for the requests with one picture. */
  public FakeGateway answersOn(String image, Answer... looks) {
    lookTurns.put(image, List.of(looks));
    return this;
  }

  /** What submits bring, in turn, whosever they are; the last one repeats. */
  public FakeGateway submitsBring(Answer... answers) {
    anySubmit = new Turns(List.of(answers));
    return this;
  }

  /** The same for one picture alone. */
  public FakeGateway submitsOfBring(String image, Answer... answers) {
    submitTurns.put(image, new Turns(List.of(answers)));
    return this;
  }

  /** What is said of requests that it never accepted. */
  public FakeGateway answersOnStrangers(Answer answer) {
    anyStranger = answer;
    return this;
  }

  /** Every request that was or will be accepted is complete. */
  public void finishesAll() {
    answers(Answer.completed("480p"));
    requests.replaceAll((id, turns) -> new Turns(anyLook));
  }

  /** Every request gets a video of its own, so that a wrong one is seen. */
  public FakeGateway servesVideosThatDiffer() {
    videosDiffer = true;
    return this;
  }

  /** How long it works on each submit, which is on the bill before, and on all else. */
  public FakeGateway takes(Duration forSubmit, Duration forLook, Duration forDownload) {
    submitMillis = (int) forSubmit.toMillis();
    lookMillis = (int) forLook.toMillis();
    downloadMillis = (int) forDownload.toMillis();
    return this;
  }

  public URI origin() {
    return URI.create(
        tls ? "https://localhost:" + server.httpsPort() : "http://127.0.0.1:" + server.port());
  }

  /** The POSTs that came, answered or not. */
  public List<LoggedRequest> submits() {
    return List.copyOf(submits);
  }

  public List<LoggedRequest> submitsOf(String image) {
    return submits.stream().filter(request -> image.equals(image(request))).toList();
  }

  /** The bill: every accepted submit, in the order in which they came. */
  public List<Charge> charges() {
    return List.copyOf(charges);
  }

  /** What was accepted, as the provider's account shows it. */
  public Set<String> requestIds() {
    return Set.copyOf(requests.keySet());
  }

  /** The status requests that came. */
  public List<LoggedRequest> looks() {
    return List.copyOf(looks);
  }

  /** How many different requests were asked about. */
  public long requestsLookedAt() {
    return looks.stream().map(LoggedRequest::getUrl).distinct().count();
  }

  public List<LoggedRequest> downloads() {
    return List.copyOf(downloads);
  }

  private ResponseDefinitionBuilder respond(LoggedRequest request) {
    String path = request.getUrl();
    if (path.equals(SUBMIT)) {
      submits.add(request);
      return answerSubmit(request).withFixedDelay(submitMillis);
    }
    if (path.startsWith(STATUS)) {
      looks.add(request);
      String id = path.substring(STATUS.length());
      Turns turns = requests.get(id);
      Answer answer = turns == null ? anyStranger : turns.next();
      return answer.words().about(id, origin().toString()).withFixedDelay(lookMillis);
    }
    downloads.add(request);
    return aResponse()
        .withHeader("Content-Type", "video/mp4")
        .withBody(served(path))
        .withFixedDelay(downloadMillis);
  }

  private ResponseDefinitionBuilder answerSubmit(LoggedRequest request) {
    String image = image(request);
    Answer answer = submitTurns.getOrDefault(image, anySubmit).next();
    String id = "bytedance-omnihuman-v1-5-290_" + UUID.randomUUID();
    if (answer.accepts()) {
      charges.add(
          new Charge(
              image, request.getBodyAsString(), id, request.getHeader(Callbacks.ADDRESS_HEADER)));
      requests.put(id, new Turns(lookTurns.getOrDefault(image, anyLook)));
    }
    if (answer.hangs()) {
      awaitClose();
    }
    return answer.words().about(id, origin().toString());
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The picture that a submit asks for; empty if it is no submit that we would make. */
  public static String image(LoggedRequest submit) {
    try {
      return JSON.readTree(submit.getBody()).path("image_url").asText();
    } catch (IOException e) {
      return "";
    }
  }

  static String media(String origin, String requestId, String video) {
    return origin + MEDIA + requestId + "/" + video + ".mp4";
  }

  private byte[] served(String path) {
    String requestId = path.substring(MEDIA.length(), path.lastIndexOf('/'));
    return videosDiffer ? video(path, requestId) : video(path);
  }

  /** A sample that ends with a request id, in an MP4 box that players skip. */
  public static byte[] video(String path, String requestId) {
    byte[] sample = video(path);
    byte[] id = requestId.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(sample.length + 8 + id.length)
        .put(sample)
        .putInt(8 + id.length)
        .put("free".getBytes(StandardCharsets.US_ASCII))
        .put(id)
        .array();
  }

  /** The bytes of a sample, such as {@code 480p.mp4}; the last part of the path names it. */
  public static byte[] video(String path) {
    String name = "/simulator/" + path.substring(path.lastIndexOf('/') + 1);
    try (InputStream in = FakeGateway.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop();
  }
}

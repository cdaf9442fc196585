package dev.omnihuman.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;

/**
 * The OmniHuman v1.5 gateway, played by ourselves: for the demo and for rehearsals. It accepts,
 * refuses and reports as the provider's documentation says; its videos are samples. Webhooks are
 * checked, but never called: the documentation allows https only, and nobody here has a
 * certificate. Bad ends come to order, see {@link Rehearsal}. A restart forgets every request.
 *
 * @see <a href="https://www.pixazo.ai/models/omnihuman">provider's documentation</a>
 */
public final class SimulatedGateway {
  static final String MODEL = "bytedance-omnihuman-v1-5-290";

  private static final String KEY_HEADER = "Ocp-Apim-Subscription-Key";

  /** The answer to a submit that was accepted. */
  private record Accepted(
      @JsonProperty("request_id") String requestId,
      @JsonProperty("status") String status,
      @JsonProperty("polling_url") URI pollingUrl) {}

  private final Clock clock;
  private final String key;
  private final URI origin;
  private final SimulatedRequests requests;
  private final AtomicLong submits = new AtomicLong();
  private final Turns submitTurns = new Turns();
  private final Turns acceptTurns = new Turns();
  private final Turns lookTurns = new Turns();
  private final Map<Resolution, SampleVideo> videos = SampleVideo.all();

  /**
   * A gateway without any requests.
   *
   * @param key the one API key that is accepted
   * @param origin scheme, host and port under which the gateway is reached: for the URLs it gives
   */
  public SimulatedGateway(Clock clock, SimulatorTimes times, String key, URI origin) {
    this.clock = clock;
    this.key = key;
    this.origin = origin;
    this.requests = new SimulatedRequests(clock, times);
  }

  /** The trouble that can be ordered: how a picture's name begins, and what happens then. */
  public static Map<String, String> rehearsals() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (Rehearsal rehearsal : Rehearsal.values()) {
      if (rehearsal != Rehearsal.NONE) {
        meanings.put(rehearsal.trigger(), rehearsal.meaning());
      }
    }
    return meanings;
  }

  /** How many submits came, whatever became of them. */
  public long submits() {
    return submits.get();
  }

  /** How many of them were accepted. */
  public long accepted() {
    return requests.accepted();
  }

  /** How many submits came with a picture for which trouble was ordered. */
  public int submitsOf(String picture) {
    return submitTurns.soFar(picture);
  }

  /** How many of those were accepted. */
  public int acceptedOf(String picture) {
    return acceptTurns.soFar(picture);
  }

  /** How many of the accepted requests a real gateway would have charged: all but ERROR. */
  public long charged() {
    return requests.charged();
  }

  /** Accepts a request: 202. Or says why not: 400, 401. Or does something else, to order. */
  public SimulatedAnswer submit(
      @Header(KEY_HEADER) @Nullable String givenKey,
      @Header("Content-Type") @Nullable String contentType,
      @Header("X-Webhook-URL") @Nullable String webhook,
      @Body byte @Nullable [] body) {
    submits.incrementAndGet();
    if (!key.equals(givenKey)) {
      return Refusal.unauthorized().answer();
    }
    try {
      return submit(Order.read(contentType, webhook, body == null ? new byte[0] : body));
    } catch (Order.Invalid e) {
      return e.refusal().answer();
    }
  }

  private SimulatedAnswer submit(Order order) {
    Script script = order.script();
    Rehearsal rehearsal =
        script.isRehearsed()
            ? script.forSubmit(submitTurns.next(script.picture()))
            : Rehearsal.NONE;
    SubmitFault fault = rehearsal.submitFault();
    if (fault == null) {
      return accept(order, rehearsal);
    }
    SimulatedAnswer sound =
        fault.accepts() ? accept(order, rehearsal) : SimulatedAnswer.of(202, Map.of());
    return fault.answer().apply(sound, clock.instant());
  }

  private SimulatedAnswer accept(Order order, Rehearsal rehearsal) {
    SimulatedRequest request = requests.accept(order, rehearsal);
    if (order.script().isRehearsed()) {
      acceptTurns.next(order.script().picture());
    }
    URI pollingUrl = origin.resolve("/v2/requests/status/" + request.id());
    return SimulatedAnswer.of(202, new Accepted(request.id(), "QUEUED", pollingUrl));
  }

  /** Reports on a request: 200. Or 401, or 404 for an id that was not given out since the start. */
  public SimulatedAnswer status(
      @Header(KEY_HEADER) @Nullable String givenKey, @Header("request_id") @Nullable String id) {
    if (!key.equals(givenKey)) {
      return Refusal.unauthorized().answer();
    }
    SimulatedRequest request = requests.find(id);
    if (request == null) {
      return Refusal.notFound("No request has this id.").answer();
    }
    URI video = origin.resolve("/media/" + request.id() + "/output.mp4");
    StatusReport report = StatusReport.of(request, clock.instant(), video);
    return answer(request, report);
  }

  private SimulatedAnswer answer(SimulatedRequest request, StatusReport report) {
    LookFault fault = request.rehearsal().lookFault();
    if (fault == null || !fault.concerns(report)) {
      return SimulatedAnswer.of(200, report);
    }
    int times = request.order().script().times();
    return lookTurns.next(request.id()) <= times
        ? fault.answer().apply(report)
        : SimulatedAnswer.of(200, report);
  }

  /** The video of a completed request, whole (200) or in part (206, 416). Or 404. */
  public SimulatedMedia media(
      @Header("request_id") @Nullable String id,
      @Header("Range") @Nullable String range,
      @Header("If-Range") @Nullable String ifRange) {
    SimulatedRequest request = requests.find(id);
    if (request == null || !request.hasVideo(clock.instant())) {
      return Refusal.notFound("There is no such file.").media();
    }
    SampleVideo video = Objects.requireNonNull(videos.get(request.order().resolution()));
    return video.answer(range, ifRange);
  }
}

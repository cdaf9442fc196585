package dev.omnihuman.rig;

import dev.omnihuman.testing.Callbacks;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FakeGateway.Charge;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The gateway's callbacks: one for each accepted submit, a moment after it, and never again, unless
 * it is told otherwise. Each goes over a connection of its own, so that one address in front of
 * several nodes hands it to any of them.
 */
final class CallbackSender implements AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /** A frozen node takes a connection and never answers. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final FakeGateway gateway;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService calls = Executors.newCachedThreadPool();
  private final Set<String> heard = ConcurrentHashMap.newKeySet();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger toLose = new AtomicInteger();
  private final AtomicInteger toDouble = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger doubled = new AtomicInteger();
  private final AtomicInteger seen = new AtomicInteger();

  CallbackSender(FakeGateway gateway) {
    this.gateway = gateway;
    timer.scheduleWithFixedDelay(this::callBack, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The callbacks of the next submits never come. */
  void loseNext(int count) {
    toLose.set(count);
  }

  /** Those of the next submits come twice at once, to two nodes. */
  void doubleNext(int count) {
    toDouble.set(count);
  }

  /** The pictures of the submits whose callback a node has confirmed. */
  Set<String> heard() {
    return Set.copyOf(heard);
  }

  boolean isIdle() {
    return seen.get() == gateway.charges().size() && underWay.get() == 0;
  }

  String summary() {
    return "%d callbacks confirmed, %d dropped, %d sent twice"
        .formatted(heard.size(), lost.get(), doubled.get());
  }

  private void callBack() {
    List<Charge> charges = gateway.charges();
    for (Charge charge : charges.subList(seen.get(), charges.size())) {
      if (takeOne(toLose)) {
        lost.incrementAndGet();
      } else if (takeOne(toDouble)) {
        doubled.incrementAndGet();
        send(charge);
        send(charge);
      } else {
        send(charge);
      }
      // Only now: a call that is to come must never be overlooked.
      seen.incrementAndGet();
    }
  }

  private static boolean takeOne(AtomicInteger count) {
    return count.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  private void send(Charge charge) {
    underWay.incrementAndGet();
    calls.execute(
        () -> {
          try {
            if (post(charge) == HttpURLConnection.HTTP_OK) {
              heard.add(charge.image());
            }
          } catch (IOException e) {
            // Nobody took it, and the gateway does not call again.
          } finally {
            underWay.decrementAndGet();
          }
        });
  }

  private static int post(Charge charge) throws IOException {
    HttpURLConnection call =
        (HttpURLConnection) URI.create(charge.callback()).toURL().openConnection();
    call.setConnectTimeout((int) PATIENCE.toMillis());
    call.setReadTimeout((int) PATIENCE.toMillis());
    call.setRequestProperty("Content-Type", "application/json");
    call.setRequestProperty("Connection", "close");
    call.setDoOutput(true);
    try (OutputStream body = call.getOutputStream()) {
      body.write(Callbacks.body(charge.requestId(), "COMPLETED").getBytes(StandardCharsets.UTF_8));
    }
    return call.getResponseCode();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    calls.shutdownNow();
  }
}

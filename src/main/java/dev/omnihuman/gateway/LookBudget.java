package dev.omnihuman.gateway;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * Holds all status requests of this process to a rate, as the gateway counts them. A request
 * arrives at some time between its start and its answer, so it counts from its start until a second
 * after its answer; while as many as the rate count, no other one starts. Whatever the network or
 * the machine delays, no second holds more arrivals than the rate. Starts are also spread evenly,
 * so that the gateway sees no bursts within a second.
 */
public final class LookBudget {

  /** A second, and what a gateway that counts in whole milliseconds may add. */
  private static final Duration SECOND = Duration.ofMillis(1010);

  /** A request without an answer has arrived by then, or never will. */
  private static final Duration LONGEST_TRANSIT = Duration.ofSeconds(5);

  /** What a late thread may make up for; without it the rate would never quite be reached. */
  private static final Duration CREDIT = Duration.ofMillis(100);

  /** A request, for as long as it counts. */
  static final class Place {
    private Instant countsUntil;

    private Place(Instant countsUntil) {
      this.countsUntil = countsUntil;
    }
  }

  private final int forAll;
  private final IntSupplier nodes;
  private final Clock clock;
  private final List<Place> taken = new ArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /** Fair, because a look that has waited longest shall come first. */
  private final ReentrantLock turn = new ReentrantLock(true);

  private Instant next;
  private boolean stopped;

  /**
   * @param rate requests a second; 0: no limit
   */
  public LookBudget(int rate, Clock clock) {
    this(rate, () -> 1, clock);
  }

  /**
   * @param rate requests a second of all nodes together; 0: no limit
   * @param nodes how many share it at the moment; each takes the same part, one a second at least
   */
  public LookBudget(int rate, IntSupplier nodes, Clock clock) {
    this.forAll = rate;
    this.nodes = nodes;
    this.clock = clock;
    this.next = clock.instant();
  }

  private int rate() {
    return forAll == 0 ? 0 : Math.max(1, forAll / Math.max(1, nodes.getAsInt()));
  }

  /** The same policy, for calls that stay within the budget. They wait before anything is sent. */
  public HttpClientConfigurer over(HttpClientConfigurer policy) {
    return client -> {
      policy.configureHttpClient(client);
      // Before the policy's own steps: a wait for one's turn is no part of the call.
      client.addExecInterceptorFirst("look-budget", this::withinBudget);
    };
  }

  /**
   * How many jobs to claim for looks at once. What is claimed is leased, so no more than can be
   * asked about within a tenth of a second, and nothing while others wait for half a second's work:
   * jobs wait in the ledger, where they can be overtaken and nothing can be lost.
   */
  public int page() {
    if (forAll == 0) {
      return Integer.MAX_VALUE;
    }
    return waiting.get() > rate() / 2 ? 0 : Math.max(1, rate() / 10);
  }

  /** Lets everybody go who waits, and nobody through any more. */
  public synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  private ClassicHttpResponse withinBudget(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (forAll == 0) {
      return chain.proceed(request, scope);
    }
    Place place = take();
    try {
      return chain.proceed(request, scope);
    } finally {
      release(place);
    }
  }

  private Place take() throws RequestNotSentException {
    waiting.incrementAndGet();
    try {
      turn.lockInterruptibly();
      try {
        Place place = await();
        if (place != null) {
          return place;
        }
      } finally {
        turn.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.decrementAndGet();
    }
    throw new RequestNotSentException(new InterruptedIOException("the program is stopping"));
  }

  /** Null when the program stops. */
  private synchronized @Nullable Place await() throws InterruptedException {
    while (!stopped) {
      Duration wait = untilFree();
      if (wait.isZero()) {
        return enter();
      }
      // To the next whole millisecond, because no time at all would mean for ever.
      wait(wait.toMillis() + 1);
    }
    return null;
  }

  /** How long all places will be taken; zero: one is free. */
  synchronized Duration untilFree() {
    Instant now = clock.instant();
    taken.removeIf(place -> !place.countsUntil.isAfter(now));
    Instant free = next;
    if (taken.size() >= rate()) {
      Instant first =
          taken.stream().map(place -> place.countsUntil).min(Instant::compareTo).orElseThrow();
      free = first.isAfter(free) ? first : free;
    }
    return free.isAfter(now) ? Duration.between(now, free) : Duration.ZERO;
  }

  /** Takes the place that is free. */
  synchronized Place enter() {
    Instant now = clock.instant();
    Instant earliest = now.minus(CREDIT);
    next = (next.isBefore(earliest) ? earliest : next).plusNanos(1_000_000_000L / rate());
    Place place = new Place(now.plus(LONGEST_TRANSIT));
    taken.add(place);
    return place;
  }

  /** Its answer is there, or will never come. */
  synchronized void release(Place place) {
    place.countsUntil = clock.instant().plus(SECOND);
    notifyAll();
  }
}

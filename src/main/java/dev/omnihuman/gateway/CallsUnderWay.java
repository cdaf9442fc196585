package dev.omnihuman.gateway;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/** The calls of one client: one deadline stands over each, and all can be ended at once. */
public final class CallsUnderWay {

  private final ScheduledExecutorService timer;
  private final Duration wholeCall;
  private final Set<Cancellable> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean aborted;

  /** A call, from its first step to the end of its answer. */
  @FunctionalInterface
  public interface Call {
    ClassicHttpResponse make() throws IOException, HttpException;
  }

  /**
   * @param timer aborts calls that take too long
   * @param wholeCall how long that is
   */
  public CallsUnderWay(ScheduledExecutorService timer, Duration wholeCall) {
    this.timer = timer;
    this.wholeCall = wholeCall;
  }

  /** Ends all calls, now and from now on. */
  public void abort() {
    aborted = true;
    calls.forEach(Cancellable::cancel);
  }

  /**
   * Makes a call within its time.
   *
   * @param onLate is told before a call is ended because it took too long
   * @throws IOException also if it was ended, or was not begun because all are
   */
  public ClassicHttpResponse make(ExecChain.Scope scope, Runnable onLate, Call call)
      throws IOException, HttpException {
    Cancellable request = (Cancellable) scope.originalRequest;
    ScheduledFuture<?> deadline =
        timer.schedule(
            () -> {
              onLate.run();
              request.cancel();
            },
            wholeCall.toMillis(),
            TimeUnit.MILLISECONDS);
    calls.add(request);
    try {
      if (aborted) {
        throw new InterruptedIOException("the program is stopping");
      }
      return call.make();
    } finally {
      calls.remove(request);
      deadline.cancel(false);
    }
  }
}

package dev.omnihuman.app;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/**
 * The first signal asks for an orderly end, a second one ends the process at once. The JVM's own
 * behaviour takes no notice of a second one while the first is obeyed.
 *
 * <p>{@code sun.misc.Signal} is the only way to hear of signals, and is found by reflection: it is
 * no part of the language's promises. Where it is missing, the JVM's own behaviour stays.
 */
final class StopSignals {

  private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15);

  private static final AtomicBoolean HEARD = new AtomicBoolean();

  private StopSignals() {}

  /**
   * @param atWork whether there may be something to finish, of which people should know
   */
  static void heed(boolean atWork) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      for (Map.Entry<String, Integer> known : NUMBERS.entrySet()) {
        Object heard = signal.getConstructor(String.class).newInstance(known.getKey());
        handle.invoke(null, heard, listener(handler, 128 + known.getValue(), atWork));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Then a second signal is not heard; all else is as it was.
    }
  }

  private static Object listener(Class<?> handler, int exitCode, boolean atWork) {
    return Proxy.newProxyInstance(
        StopSignals.class.getClassLoader(),
        new Class<?>[] {handler},
        (proxy, method, arguments) -> {
          if (method.getName().equals("handle")) {
            end(exitCode, atWork);
            return null;
          }
          return method.invoke(HEARD, arguments); // what every object can be asked
        });
  }

  /** In a thread that the JVM makes for each signal. */
  private static void end(int exitCode, boolean atWork) {
    if (HEARD.compareAndSet(false, true)) {
      if (atWork) {
        LoggerFactory.getLogger(StopSignals.class)
            .info(
                "stopping; submits under way may take a minute, a second signal ends them at once");
      }
      System.exit(exitCode);
    }
    Runtime.getRuntime().halt(exitCode);
  }
}

package dev.omnihuman.rig;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * How long what a node held when it died, froze or was cut off stayed its own. The ledger is asked
 * for this time only; it has no say in the verdict.
 */
final class TakeOvers implements AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final DatabaseServer database;
  private final ExecutorService watchers = Executors.newCachedThreadPool();
  private final Map<String, List<Future<Duration>>> times = new TreeMap<>();

  TakeOvers(DatabaseServer database) {
    this.database = database;
  }

  /**
   * From now on the node can do nothing.
   *
   * @param cause what happened to it
   * @return how many jobs of which state it held
   */
  String watch(String node, String cause) throws SQLException {
    long since = System.nanoTime();
    Set<String> held = leases(node);
    if (!held.isEmpty()) {
      times
          .computeIfAbsent(cause, name -> new ArrayList<>())
          .add(watchers.submit(() -> untilFreed(node, held, since)));
    }
    return held.stream()
        .collect(
            Collectors.groupingBy(
                lease -> lease.substring(0, lease.indexOf(' ')),
                TreeMap::new,
                Collectors.counting()))
        .toString();
  }

  /** Each as it is now: whoever takes a job over makes a new version of it. */
  private Set<String> leases(String node) throws SQLException {
    return database.texts(
        """
        SELECT state || ' ' || id || ' ' || version FROM job
        WHERE lease_owner = '%s' AND finished_at IS NULL
        """
            .formatted(node));
  }

  private Duration untilFreed(String node, Set<String> held, long since)
      throws InterruptedException {
    while (true) {
      try {
        if (leases(node).stream().noneMatch(held::contains)) {
          return Duration.ofNanos(System.nanoTime() - since);
        }
      } catch (SQLException e) {
        // The database is away, too: nobody can take anything over, and the time goes on.
      }
      Cluster.last(LOOK_EVERY);
    }
  }

  /**
   * Waits for all of them, and prints them.
   *
   * @return those with such a cause, the longest last
   */
  List<Duration> after(String cause) throws Exception {
    List<Duration> all = new ArrayList<>();
    for (Future<Duration> time : times.getOrDefault(cause, List.of())) {
      all.add(time.get());
    }
    List<Duration> sorted = all.stream().sorted().toList();
    if (!sorted.isEmpty()) {
      System.out.printf(
          "%s: work held by %d nodes free after %.1f s (median), %.1f s (longest)%n",
          cause, sorted.size(), seconds(sorted.get(sorted.size() / 2)), seconds(last(sorted)));
    }
    return sorted;
  }

  private static Duration last(List<Duration> times) {
    return times.get(times.size() - 1);
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  @Override
  public void close() {
    watchers.shutdownNow();
  }
}

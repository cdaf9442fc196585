package dev.omnihuman.rig;

import com.sun.management.OperatingSystemMXBean;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestRules;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * How many jobs a second the ledger takes from acceptance to delivery, and what a job costs of a
 * processor: {@code LedgerPace HOME JOBS ROUNDS}, by 16 threads. In turn with the indexes of the
 * page and with those from before it.
 */
public final class LedgerPace {

  private static final int THREADS = 16;
  private static final int PAGE = 100;

  private static final String BEFORE =
      """
      DROP INDEX job_at_rest;
      DROP INDEX job_accepted;
      DROP INDEX job_event_doubt;
      DROP INDEX job_finished;
      CREATE INDEX job_finished ON job (finished_at) WHERE finished_at IS NOT NULL;
      """;

  private LedgerPace() {}

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    int jobs = Integer.parseInt(arguments[1]);
    for (int round = 0; round < Integer.parseInt(arguments[2]); round++) {
      report("before", home.resolve("before-" + round), jobs, BEFORE);
      report("page", home.resolve("page-" + round), jobs, "");
    }
  }

  private static void report(String name, Path home, int jobs, String change) throws Exception {
    long cpu = cpuNanos();
    double pace = pace(home, jobs, change);
    System.out.printf(
        "%s %.0f jobs/s, %.3f ms CPU a job%n", name, pace, (cpuNanos() - cpu) / 1e6 / jobs);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static List<Manifest> manifests(int from) {
    return IntStream.range(from, from + PAGE)
        .mapToObj(n -> Manifests.of("clip-%d.json".formatted(n), "face-" + n))
        .toList();
  }

  private static double pace(Path home, int jobs, String change)
      throws IOException, SQLException, InterruptedException, ExecutionException {
    Files.createDirectories(home);
    SqliteLedger.open(home, TestRules.on(Clock.systemUTC())).close();
    try (Connection ledger =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"));
        Statement statement = ledger.createStatement()) {
      statement.executeUpdate(change.isEmpty() ? "SELECT 1" : change);
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (JobLedger ledger = SqliteLedger.open(home, TestRules.on(Clock.systemUTC()))) {
      JobSteps steps = new JobSteps(ledger, Clock.systemUTC());
      long begun = System.nanoTime();
      List<Future<Job>> lives = new ArrayList<>();
      for (int n = 0; n < jobs; n += PAGE) {
        for (Job job : steps.accept(manifests(n))) {
          lives.add(threads.submit(() -> steps.deliver(job)));
        }
      }
      for (Future<Job> life : lives) {
        life.get();
      }
      return jobs * 1e9 / (System.nanoTime() - begun);
    } finally {
      threads.shutdownNow();
    }
  }
}

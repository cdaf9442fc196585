package dev.omnihuman.app;

import dev.omnihuman.desk.Act;
import dev.omnihuman.desk.Order;
import dev.omnihuman.desk.Receipt;
import dev.omnihuman.desk.Rulings;
import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.Job;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a command orders, for however many jobs.
 *
 * @param words the request id, or the cause of a pause
 * @param yes whether the person accepts what it may cost
 */
record OrderForm(FrontDesk desk, CommandSpec spec, Act act, @Nullable String words, boolean yes) {

  /** So many receipts fit into one message. */
  private static final int MOST_JOBS = 50;

  /** For what is done to no job. */
  int give() throws IOException, InterruptedException {
    return give(desk.order(act, words, yes, List.of()));
  }

  /**
   * Prints one line for each job.
   *
   * @return the exit code: 2 if something has a price that nobody has accepted; then nothing is
   *     done
   */
  int give(List<Job> jobs) throws IOException, InterruptedException {
    if (!yes && tellPrices(jobs)) {
      return ExitCode.USAGE;
    }
    int exitCode = ExitCode.OK;
    for (int from = 0; from < jobs.size(); from += MOST_JOBS) {
      List<Job> some = jobs.subList(from, Math.min(from + MOST_JOBS, jobs.size()));
      exitCode = Math.max(exitCode, give(desk.order(act, words, yes, some)));
    }
    return exitCode;
  }

  private int give(Order order) throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Receipt receipt = desk.give(order);
    for (Receipt.Line line : receipt.lines()) {
      out.printf("%-8s %s%n", line.done() ? "done" : "refused", Spoken.printable(line.words()));
    }
    out.flush();
    return receipt.lines().stream().allMatch(Receipt.Line::done)
        ? ExitCode.OK
        : ExitCode.NOT_ALL_DELIVERED;
  }

  private boolean tellPrices(List<Job> jobs) {
    PrintWriter err = spec.commandLine().getErr();
    Rulings rulings = new Rulings(desk.ledger());
    Order order = desk.order(act, words, false, jobs);
    boolean told = false;
    for (Job job : jobs) {
      Optional<String> price = rulings.price(order, job, desk.clock().instant());
      if (price.isPresent()) {
        err.println(Spoken.printable("%s: %s".formatted(job.label(), price.get())));
        told = true;
      }
    }
    if (told) {
      err.println("Nothing was done. Add --yes to do it all the same.");
    }
    return told;
  }
}

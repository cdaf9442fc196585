package dev.omnihuman.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.desk.Gates;
import dev.omnihuman.desk.JobDocuments;
import dev.omnihuman.desk.Spoken;
import dev.omnihuman.intake.ForeseenFile;
import dev.omnihuman.intake.ForeseenFile.Fate;
import dev.omnihuman.intake.Problem;
import dev.omnihuman.intake.ProblemDocuments;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.Acceptance;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What would be done with the manifests of a folder.
 *
 * @param open how many jobs stand in each state that is not the end
 */
record Plan(
    Path folder,
    List<ForeseenFile> files,
    List<ClosedGate> gates,
    Map<JobState, Long> open,
    Estimate estimate) {

  /** More are nothing that anybody reads at a terminal; {@code --json} has them all. */
  private static final int MOST_LINES = 100;

  int exitCode() {
    return files.stream().anyMatch(file -> file.fate().isTrouble())
        ? ExitCode.NOT_ALL_DELIVERED
        : ExitCode.OK;
  }

  private List<ForeseenFile> of(Fate fate) {
    return files.stream().filter(file -> file.fate() == fate).toList();
  }

  void print(PrintWriter out, Instant now) {
    out.println(Spoken.printable("%s: nothing is sent, and nothing is changed".formatted(folder)));
    out.printf("%d would be submitted%n", of(Fate.SUBMIT).size());
    group(out, Fate.SUBMIT_AGAIN, "would be submitted again; nothing was charged before");
    group(out, Fate.ASK_AGAIN, "would be asked about again, which is free");
    group(out, Fate.DUPLICATE, "are duplicates and would not be submitted");
    group(out, Fate.NEEDS_FORCE, "would come to failed/: another try needs \"force\": true");
    group(out, Fate.BAD, "are bad and would be rejected");
    group(out, Fate.NOT_TAKEN, "would not be taken");
    if (!open.isEmpty()) {
      out.printf("besides, open jobs go on: %s%n", counts());
    }
    for (ClosedGate gate : gates) {
      out.println(Spoken.printable(Gates.line(gate, now)));
    }
    out.printf("time: %s%s%n", estimate.timeWords(), gates.isEmpty() ? "" : "; gates are shut");
    out.printf("cost: %s%n", estimate.costWords());
    out.flush();
  }

  private String counts() {
    return open.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private void group(PrintWriter out, Fate fate, String what) {
    List<ForeseenFile> group = of(fate);
    if (group.isEmpty()) {
      return;
    }
    out.printf("%d %s%n", group.size(), what);
    Map<String, String> fresh = freshJobs();
    for (ForeseenFile file : group.subList(0, Math.min(MOST_LINES, group.size()))) {
      String words = words(file, fresh);
      out.println(Spoken.printable("  " + file.name() + (words.isEmpty() ? "" : ": " + words)));
      file.problems().forEach(problem -> out.println("    " + Spoken.printable(problem.message())));
    }
    if (group.size() > MOST_LINES) {
      out.printf("  and %d more; see --json%n", group.size() - MOST_LINES);
    }
  }

  /**
   * The files of this folder that would become jobs, by the ids of these, which nobody else knows.
   */
  private Map<String, String> freshJobs() {
    Map<String, String> fresh = new HashMap<>();
    for (ForeseenFile file : files) {
      if (file.acceptance() instanceof Acceptance.NewJob made) {
        fresh.put(made.job().id(), file.name());
      }
    }
    return fresh;
  }

  private static String words(ForeseenFile file, Map<String, String> fresh) {
    if (file.words() != null) {
      return file.words();
    }
    Job earlier = earlier(file);
    if (earlier == null) {
      return "";
    }
    return fresh.containsKey(earlier.id())
        ? "the same as %s here".formatted(fresh.get(earlier.id()))
        : "job %s, %s%s"
            .formatted(
                earlier.label(),
                earlier.state(),
                earlier.ending().outputs().isEmpty()
                    ? ""
                    : ", " + String.join(", ", earlier.ending().outputs()));
  }

  /** The job of the same content, which was there before or would be made of another file here. */
  private static @Nullable Job earlier(ForeseenFile file) {
    if (file.acceptance() instanceof Acceptance.Duplicate duplicate) {
      return duplicate.earlier();
    }
    if (file.acceptance() instanceof Acceptance.NeedsForce refused) {
      return refused.earlier();
    }
    return file.acceptance() instanceof Acceptance.Reopened reopened ? reopened.job() : null;
  }

  void printJson(PrintWriter out, Instant now, String currency) {
    ObjectNode plan = new JsonMapper().createObjectNode();
    plan.put("folder", folder.toString());
    ObjectNode counts = plan.putObject("counts");
    for (Fate fate : Fate.values()) {
      counts.put(fate.label(), of(fate).size());
    }
    ArrayNode list = plan.putArray("files");
    Map<String, String> fresh = freshJobs();
    files.forEach(file -> list.add(json(file, fresh)));
    plan.set("gates", JobDocuments.gates(gates, now));
    ObjectNode jobs = plan.putObject("open");
    open.forEach((state, count) -> jobs.put(state.name(), count));
    ObjectNode guess = plan.putObject("estimate");
    guess.put("seconds", estimate.time() == null ? null : estimate.time().toSeconds());
    guess.put("time", estimate.timeWords());
    BigDecimal cost = estimate.cost();
    guess.put("cost", cost);
    guess.put("currency", cost == null ? null : currency);
    guess.put("cost_words", estimate.costWords());
    out.println(plan.toPrettyString());
    out.flush();
  }

  private static JsonNode json(ForeseenFile file, Map<String, String> fresh) {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("manifest", file.name());
    node.put("fate", file.fate().label());
    Job earlier = earlier(file);
    String sameAs = earlier == null ? null : fresh.get(earlier.id());
    node.put("job", earlier == null || sameAs != null ? null : earlier.id());
    node.put("same_as", sameAs);
    node.put("words", file.words());
    ArrayNode problems = node.putArray("problems");
    for (Problem problem : file.problems()) {
      ProblemDocuments.add(problems, problem);
    }
    return node;
  }
}

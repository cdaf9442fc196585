package dev.omnihuman.app;

import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.ledger.ListedJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Everything of one job, for people. */
record JobPage(ListedJob listed, List<Attempt> attempts, List<JobEvent> events) {

  /**
   * @param next what comes next
   * @param holder who makes it come
   */
  List<String> lines(String next, String holder, Instant now) {
    Job job = listed.job();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %s since %s".formatted(job.label(), job.state(), Spoken.at(listed.since(), now)));
    lines.add("Next: " + next);
    if (!job.state().isTerminal()) {
      lines.add("Home: " + holder);
    }
    lines.add("");
    Manifest manifest = job.manifest();
    add(lines, "manifest", manifest.file());
    add(lines, "image_url", manifest.request().imageUrl());
    add(lines, "audio_url", manifest.request().audioUrl());
    add(lines, "resolution", manifest.request().resolution());
    add(lines, "request id", job.remote().requestId());
    add(lines, "status", job.remote().status());
    add(lines, "charged", Spoken.charged(job.ending().chargedInAll()));
    add(lines, "reason", job.ending().reason());
    add(lines, "words", job.ending().words());
    add(lines, "accepted", job.times().acceptedAt());
    add(lines, "submitted", job.times().submittedAt());
    add(lines, "expected", job.times().expectedAt());
    add(lines, "complete", job.times().readyAt());
    add(lines, "finished", job.times().finishedAt());
    job.ending().outputs().forEach(file -> add(lines, "video", file));
    lines.add("");
    lines.add("Attempts:");
    attempts.forEach(attempt -> lines.add(line(attempt)));
    lines.add("Events:");
    events.forEach(event -> lines.add(line(event)));
    return lines;
  }

  private static void add(List<String> lines, String name, @Nullable Object value) {
    if (value != null) {
      lines.add("  %-11s %s".formatted(name, value));
    }
  }

  private static String line(Attempt attempt) {
    Attempt.@Nullable Answer answer = attempt.answer();
    return "  %d  %s  %s, charged: %s%s%s"
        .formatted(
            attempt.number(),
            attempt.startedAt(),
            answer == null ? "no answer yet" : answer.outcome(),
            Spoken.charged(attempt.result().charged()),
            part(attempt.result().requestId()),
            part(answer == null ? null : answer.words()));
  }

  private static String line(JobEvent event) {
    String states =
        event.from() == null || event.from() == event.to()
            ? event.to().name()
            : "%s -> %s".formatted(event.from(), event.to());
    String node = event.node() == null ? "" : ", by " + event.node();
    return "  %d  %s  %s%s%s".formatted(event.seq(), event.at(), states, node, part(event.words()));
  }

  private static String part(@Nullable String text) {
    return text == null ? "" : "; " + Objects.requireNonNull(text);
  }
}

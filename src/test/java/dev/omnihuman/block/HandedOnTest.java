package dev.omnihuman.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Job;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source remembers, through restarts, kills and clocks that are set. */
class HandedOnTest {

  private static final Instant NOON = Instant.parse("2026-05-22T12:00:00Z");

  @TempDir Path folder;

  private HandedOn open(Instant now) throws IOException {
    return HandedOn.open(folder, "archive", now);
  }

  private Path file() {
    return folder.resolve("archive.txt");
  }

  private static Job ended(String id, Instant at) {
    return Job.accepted(id, Manifests.in(id + ".json"), at).delivered(at, List.of(id + ".mp4"));
  }

  @Test
  void a_source_that_has_no_memory_yet_has_handed_on_nothing() throws Exception {
    try (HandedOn handedOn = open(NOON)) {
      assertThat(handedOn.from()).isEqualTo(Instant.EPOCH);
      assertThat(handedOn.has(ended("a", NOON.minus(Duration.ofDays(900))))).isFalse();
    }
  }

  @Test
  void what_was_handed_on_is_known_after_a_restart_whatever_the_order_of_the_ends()
      throws Exception {
    Job late = ended("1", NOON.plusSeconds(50));
    Job early = ended("2", NOON.plusSeconds(10));
    try (HandedOn handedOn = open(NOON)) {
      handedOn.add(late);
    }
    try (HandedOn handedOn = open(NOON.plusSeconds(60))) {
      assertThat(handedOn.has(late)).isTrue();
      assertThat(handedOn.has(early)).as("ended before, and was not handed on").isFalse();
    }
  }

  @Test
  void a_job_that_was_opened_again_and_ended_anew_is_to_be_handed_on_again() throws Exception {
    try (HandedOn handedOn = open(NOON)) {
      handedOn.add(ended("a", NOON));

      assertThat(handedOn.has(ended("a", NOON.plusSeconds(5)))).isFalse();
    }
  }

  @Test
  void the_end_is_compared_as_the_ledger_stores_it() throws Exception {
    try (HandedOn handedOn = open(NOON)) {
      handedOn.add(ended("a", NOON.plusNanos(5_999_999)));

      assertThat(handedOn.has(ended("a", NOON.plusMillis(5)))).isTrue();
    }
  }

  @Test
  void a_line_that_a_kill_has_cut_does_not_count_and_spoils_nothing() throws Exception {
    Job whole = ended("a", NOON);
    try (HandedOn handedOn = open(NOON)) {
      handedOn.add(whole);
    }
    Files.writeString(file(), "b 2026-05-22T1", StandardOpenOption.APPEND);
    try (HandedOn handedOn = open(NOON)) {
      assertThat(handedOn.has(whole)).isTrue();
      handedOn.add(ended("b", NOON));
    }
    try (HandedOn handedOn = open(NOON)) {
      assertThat(handedOn.has(ended("b", NOON))).isTrue();
    }
  }

  @Test
  void a_file_that_is_none_of_ours_is_an_error_that_names_the_line() throws Exception {
    Files.writeString(file(), "from 2026-05-22T12:00:00Z\nwhatever\n");

    assertThatThrownBy(() -> open(NOON))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(file() + ", line 2: found whatever");
  }

  @Test
  void the_file_stays_small_and_still_knows_what_was_handed_on() throws Exception {
    try (HandedOn handedOn = open(NOON)) {
      for (int i = 0; i < 1_000; i++) {
        handedOn.add(ended("old-" + i, NOON));
      }
      Instant later = NOON.plus(Duration.ofHours(2));
      Job fresh = ended("fresh", later);
      handedOn.add(fresh);
      handedOn.tidy(later, null);

      assertThat(Files.readAllLines(file())).hasSize(2);
      assertThat(handedOn.has(ended("old-5", NOON))).isTrue();
      assertThat(handedOn.has(fresh)).isTrue();
    }
  }

  @Test
  void what_waits_for_long_is_not_taken_for_old() throws Exception {
    Job waiting = ended("waiting", NOON.minusSeconds(30));
    try (HandedOn handedOn = open(NOON)) {
      for (int i = 0; i < 1_000; i++) {
        handedOn.add(ended("old-" + i, NOON));
      }
      handedOn.tidy(NOON.plus(Duration.ofDays(2)), HandedOn.end(waiting));

      assertThat(handedOn.has(waiting)).isFalse();
      assertThat(handedOn.has(ended("old-7", NOON))).isTrue();
    }
  }

  @Test
  void jobs_that_end_after_the_clock_was_set_back_are_not_taken_for_old() throws Exception {
    Instant ahead = NOON.plus(Duration.ofDays(365));
    try (HandedOn handedOn = open(ahead)) {
      for (int i = 0; i < 1_000; i++) {
        handedOn.add(ended("ahead-" + i, ahead));
      }
      handedOn.tidy(ahead.plus(Duration.ofHours(3)), null);
    }
    try (HandedOn handedOn = open(NOON)) {
      assertThat(handedOn.has(ended("new", NOON.plusSeconds(1)))).isFalse();
      assertThat(handedOn.from()).isBefore(NOON);
    }
  }
}

package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {

  @TempDir Path home;

  @Test
  void should_name_who_works_in_the_home_until_it_ends() {
    HomeLock lock = HomeLock.take(home);
    assertThat(HomeLock.livingHolder(home))
        .hasValueSatisfying(
            holder -> assertThat(holder).startsWith("process " + ProcessHandle.current().pid()));

    lock.close();

    assertThat(HomeLock.livingHolder(home)).isEmpty();
    assertThat(home.resolve("lock")).isEmptyFile();
  }

  /** In a container, whatever runs is process 1. */
  @Test
  void should_not_take_a_later_process_for_one_that_was_killed() throws Exception {
    ProcessHandle ours = ProcessHandle.current();
    Instant killed = ours.info().startInstant().orElseThrow().minus(Duration.ofSeconds(3));
    Files.writeString(home.resolve("lock"), "process %d since %s".formatted(ours.pid(), killed));

    assertThat(HomeLock.livingHolder(home)).isEmpty();
  }
}

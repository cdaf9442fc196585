package dev.omnihuman.folders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskRoomTest {

  private static final long MIN_FREE = 4_000_000;

  private final TestClock clock = new TestClock();
  private final Map<Path, Long> usable = new HashMap<>();
  private int looks;

  @TempDir Path home;
  private Folders folders;
  private DiskRoom room;

  @BeforeEach
  void prepare() throws IOException {
    folders = TestFolders.in(home);
    room = new DiskRoom(folders, MIN_FREE, this::ask, clock);
    free(folders.home(), 10 * MIN_FREE);
    free(folders.outbox(), 10 * MIN_FREE);
  }

  private long ask(Path folder) throws IOException {
    looks++;
    Long free = usable.get(folder);
    if (free == null) {
      throw new IOException("stale file handle");
    }
    return free;
  }

  private void free(Path folder, long bytes) {
    usable.put(folder, bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "4000000, true, true",
    "3999999, false, true",
    "1000000, false, true",
    "999999, false, false",
    "0, false, false"
  })
  void should_stop_submits_first_and_downloads_later(long free, boolean submit, boolean download) {
    for (Path full : new Path[] {folders.home(), folders.outbox()}) {
      free(folders.home(), 10 * MIN_FREE);
      free(folders.outbox(), 10 * MIN_FREE);
      free(full, free);
      clock.advance(Duration.ofSeconds(2));

      assertThat(room.hasRoomToSubmit()).as("%s to submit", full).isEqualTo(submit);
      assertThat(room.hasRoomToDownload()).as("%s to download", full).isEqualTo(download);
    }
  }

  @Test
  void should_ask_the_disks_once_a_second_and_see_room_that_was_made() {
    free(folders.outbox(), 0);
    for (int i = 0; i < 100; i++) {
      assertThat(room.hasRoomToDownload()).isFalse();
    }
    assertThat(looks).as("home and outbox").isEqualTo(2);

    free(folders.outbox(), MIN_FREE);
    clock.advance(Duration.ofMillis(1_001));

    assertThat(room.hasRoomToDownload()).isTrue();
    assertThat(room.hasRoomToSubmit()).isTrue();
  }

  @Test
  void should_name_the_fullest_folder_what_is_free_and_what_is_needed() {
    free(folders.outbox(), 3 << 20);

    assertThat(room.words())
        .contains(folders.outbox() + " has 3.0 MiB free", "3.8 MiB to submit", "1.0 MiB to");
  }

  @Test
  void should_find_no_room_where_a_disk_does_not_answer() {
    usable.remove(folders.outbox());

    assertThat(room.hasRoomToSubmit()).isFalse();
    assertThat(room.hasRoomToDownload()).isFalse();
    assertThat(room.words()).contains(folders.outbox().toString(), "stale file handle");
  }

  @Test
  void should_ask_the_real_file_systems() {
    assertThat(DiskRoom.of(folders, 1, clock).hasRoomToSubmit()).isTrue();
    assertThat(DiskRoom.of(folders, Long.MAX_VALUE, clock).hasRoomToDownload()).isFalse();
  }
}

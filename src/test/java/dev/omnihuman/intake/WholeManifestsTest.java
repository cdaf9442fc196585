package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeManifestsTest {

  private static final Duration SETTLE = Duration.ofSeconds(30);
  private static final String HALF = "{\"image_url\": \"https://exam";

  private final TestClock clock = new TestClock();
  private WholeManifests wholeManifests;

  @TempDir Path inbox;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = inbox.resolve("x.json");
    Folders.Filed filed = new Folders.Filed(inbox, inbox, inbox, inbox);
    wholeManifests = new WholeManifests(new Folders(inbox, inbox, inbox, filed), clock, SETTLE);
  }

  @Test
  void should_let_a_whole_manifest_through_at_once() throws IOException {
    write(Manifests.JSON);

    assertThat(wholeManifests.isReady(file)).isTrue();
  }

  @Test
  void should_let_a_whole_object_through_at_once_though_it_breaks_rules() throws IOException {
    write("{\"image\": 1}");

    assertThat(wholeManifests.isReady(file)).isTrue();
  }

  @Test
  void should_wait_for_the_rest_of_a_file_and_then_take_it() throws IOException {
    write(HALF);
    assertThat(wholeManifests.isReady(file)).isFalse();

    write(Manifests.JSON);
    assertThat(wholeManifests.isReady(file)).isTrue();
  }

  @Test
  void should_let_a_half_written_file_through_when_it_has_stood_still_for_the_settle_time()
      throws IOException {
    write(HALF);
    assertThat(wholeManifests.isReady(file)).isFalse();
    clock.advance(SETTLE.minusMillis(1));
    assertThat(wholeManifests.isReady(file)).isFalse();

    clock.advance(Duration.ofMillis(1));

    assertThat(wholeManifests.isReady(file)).isTrue();
    assertThat(wholeManifests.recall("x.json", file)).containsInstanceOf(Reading.Incomplete.class);
  }

  @Test
  void should_wait_the_settle_time_for_a_copy_that_kept_an_old_time() throws IOException {
    write(HALF);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));

    assertThat(wholeManifests.isReady(file)).isFalse();
    clock.advance(SETTLE);
    assertThat(wholeManifests.isReady(file)).isTrue();
  }

  @Test
  void should_wait_anew_after_each_change_of_size() throws IOException {
    write(HALF);
    wholeManifests.isReady(file);
    clock.advance(SETTLE.minusMillis(1));
    write(HALF + "ple.com");
    assertThat(wholeManifests.isReady(file)).isFalse();

    clock.advance(SETTLE.minusMillis(1));
    assertThat(wholeManifests.isReady(file)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(wholeManifests.isReady(file)).isTrue();
  }

  @Test
  void should_wait_anew_after_a_change_of_time_alone() throws IOException {
    write(HALF);
    wholeManifests.isReady(file);
    clock.advance(SETTLE);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));

    assertThat(wholeManifests.isReady(file)).isFalse();
  }

  @Test
  void should_recall_what_it_read_when_the_very_same_file_was_claimed() throws IOException {
    write(Manifests.JSON);
    wholeManifests.isReady(file);

    Path claimed = Files.move(file, inbox.resolve("claimed.json"));

    assertThat(wholeManifests.recall("x.json", claimed))
        .contains(new Reading.Whole(Manifests.in("x.json")));
    assertThat(wholeManifests.recall("x.json", claimed)).as("only once").isEmpty();
  }

  @Test
  void should_recall_nothing_of_a_file_that_was_replaced() throws IOException {
    write(Manifests.JSON);
    wholeManifests.isReady(file);
    FileTime time = Files.getLastModifiedTime(file);
    Path other = Files.writeString(inbox.resolve("other"), Manifests.JSON.replace("face", "mask"));
    Files.setLastModifiedTime(other, time);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(wholeManifests.recall("x.json", file)).isEmpty();
  }

  @Test
  void should_recall_nothing_of_a_file_that_has_changed() throws IOException {
    write(Manifests.JSON);
    wholeManifests.isReady(file);
    write(Manifests.JSON + "\n");

    assertThat(wholeManifests.recall("x.json", file)).isEmpty();
  }

  @Test
  void should_recall_nothing_that_it_has_not_seen() throws IOException {
    write(Manifests.JSON);

    assertThat(wholeManifests.recall("x.json", file)).isEmpty();
  }

  @Test
  void should_never_take_a_link_a_folder_or_a_file_with_two_names() throws IOException {
    Path original = Files.writeString(inbox.resolve("original"), Manifests.JSON);
    Path link = Files.createSymbolicLink(inbox.resolve("link.json"), original);
    Path folder = Files.createDirectory(inbox.resolve("folder.json"));
    assertThat(wholeManifests.isReady(link)).isFalse();
    assertThat(wholeManifests.isReady(folder)).isFalse();
    assertThat(wholeManifests.isReady(original)).isTrue();

    Path second = Files.createLink(inbox.resolve("second.json"), original);
    clock.advance(SETTLE.multipliedBy(10));

    assertThat(wholeManifests.isReady(link)).isFalse();
    assertThat(wholeManifests.isReady(folder)).isFalse();
    assertThat(wholeManifests.isReady(second)).isFalse();
    assertThat(wholeManifests.isReady(original)).isFalse();
  }

  @Test
  void should_say_so_when_a_file_is_gone() {
    assertThatThrownBy(() -> wholeManifests.isReady(file)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void should_wait_anew_for_a_name_that_was_away_for_long() throws IOException {
    write(HALF);
    wholeManifests.isReady(file);
    Path aside = Files.move(file, inbox.resolve("aside"));
    clock.advance(SETTLE.plusMillis(1));
    wholeManifests.isReady(Files.writeString(inbox.resolve("another.json"), HALF));
    Files.move(aside, file);

    assertThat(wholeManifests.isReady(file)).isFalse();
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text);
  }
}

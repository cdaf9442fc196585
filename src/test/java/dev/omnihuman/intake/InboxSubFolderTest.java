package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests in sub-folders of the inbox keep their places in the other folders. */
class InboxSubFolderTest extends InboxFixture {

  private static final String FORCED = Manifests.JSON.replace("}", ", \"force\": true}");

  @BeforeEach
  void look_into_sub_folders() {
    work(folders.withRecursive(true));
  }

  private void dropInto(String sub, String name, String content) throws IOException {
    Files.createDirectories(folders.inbox().resolve(sub));
    drop(sub + "/" + name, content);
  }

  @Test
  void should_make_two_jobs_of_two_files_of_one_name() throws IOException {
    dropInto("a", "x.json", Manifests.JSON);
    dropInto("b/c", "x.json", OTHER);

    inbox.take(List.of("a/x.json", "b/c/x.json"));

    assertThat(ledger.inState(JobState.ACCEPTED))
        .extracting(job -> job.manifest().file())
        .containsExactly("a/x.json", "b/c/x.json");
    assertThat(job("b/c/x.json").manifest().name()).isEqualTo("x");
    assertThat(job("b/c/x.json").manifest().output()).isEqualTo("b/c/x");
    assertThat(working.resolve("a/x.json")).hasContent(Manifests.JSON);
    assertThat(working.resolve("b/c/x.json")).hasContent(OTHER);
    assertThat(folders.inbox().resolve("b/c")).isEmptyDirectory();
    assertThat(inbox.isIdle()).isTrue();
  }

  @Test
  void should_number_a_file_whose_name_is_still_at_work_in_its_sub_folder() throws IOException {
    dropInto("a", "x.json", Manifests.JSON);
    inbox.take(List.of("a/x.json"));
    Files.delete(working.resolve("a/x.json"));
    dropInto("a", "x.json", OTHER);
    inbox.take(List.of("a/x.json"));

    assertThat(job("a/x-2.json").manifest().request().imageUrl()).contains("other-face");
    assertThat(TestFolders.names(working.resolve("a"))).containsExactly("x-2.json");
  }

  @Test
  void should_reject_a_bad_file_into_the_same_sub_folder() throws IOException {
    dropInto("a", "x.json", "{}");

    inbox.take(List.of("a/x.json"));

    Path rejected = folders.filed().rejected();
    assertThat(TestFolders.names(rejected)).containsExactly("a");
    assertThat(TestFolders.names(rejected.resolve("a"))).containsExactly("x.json", "x.reason.txt");
    assertThat(rejected.resolve("a/x.reason.txt")).content().startsWith("a/x.json was not");
  }

  @Test
  void should_sweep_sub_folders_though_they_are_not_looked_through_any_more() throws IOException {
    dropInto("a", "x.json", Manifests.JSON);
    dropInto("a", "y.json", OTHER);
    inbox.take(List.of("a/x.json", "a/y.json"));
    steps.deliver(job("a/x.json"));
    steps.fail(job("a/y.json"));
    Files.writeString(working.resolve("a/z.json"), OTHER.replace("face", "third"));

    work(folders.withRecursive(false));
    inbox.sweep();

    assertThat(folders.filed().done().resolve("a/x.json")).hasContent(Manifests.JSON);
    assertThat(TestFolders.names(folders.filed().failed().resolve("a")))
        .containsExactly("y.json", "y.reason.json");
    assertThat(job("a/z.json").state()).isEqualTo(JobState.ACCEPTED);
    assertThat(TestFolders.names(working.resolve("a"))).containsExactly("z.json");
  }

  /** As a crash between the claim and the commit leaves it. */
  private void leaveBehind(String file, String content) throws IOException {
    Files.createDirectories(working.resolve(file).getParent());
    Files.writeString(working.resolve(file), content);
  }

  @Test
  void should_find_what_a_crash_left_in_a_sub_folder_that_no_job_came_from_yet()
      throws IOException {
    Files.createDirectories(folders.inbox().resolve("a/b"));
    leaveBehind("a/b/x.json", Manifests.JSON);
    leaveBehind("a/b/forced.json", FORCED.replace("face", "first-take"));

    inbox.sweep();

    assertThat(job("a/b/x.json").state()).isEqualTo(JobState.ACCEPTED);
    assertThat(job("a/b/forced.json").state()).isEqualTo(JobState.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void should_never_make_a_job_of_what_people_keep_in_a_folder_of_working(boolean recursive)
      throws IOException {
    work(folders.withRecursive(recursive));
    take("x.json", FORCED);
    steps.deliver(job("x.json"));
    take("y.json", OTHER);
    steps.fail(job("y.json"));
    for (String kept : List.of("old", "done/2026")) {
      leaveBehind(kept + "/x.json", FORCED);
      leaveBehind(kept + "/y.json", OTHER);
      leaveBehind(kept + "/z.json", Manifests.JSON.replace("face", "never-seen"));
      leaveBehind(kept + "/bad.json", "{}");
    }

    inbox.sweep();
    inbox.sweep();

    assertThat(ledger.countByState())
        .containsOnly(entry(JobState.DELIVERED, 1L), entry(JobState.FAILED, 1L));
    assertThat(TestFolders.names(working.resolve("old")))
        .containsExactly("bad.json", "x.json", "y.json", "z.json");
    assertThat(TestFolders.names(working.resolve("done/2026")))
        .containsExactly("bad.json", "x.json", "y.json", "z.json");
    assertThat(TestFolders.names(folders.filed().rejected())).isEmpty();
    assertThat(inbox.isIdle()).isTrue();
  }

  @Test
  void should_not_take_a_folder_of_working_for_the_inboxs_where_that_one_is_a_link()
      throws IOException {
    Path elsewhere = Files.createDirectories(home.resolve("elsewhere/b")).getParent();
    Files.createSymbolicLink(folders.inbox().resolve("a"), elsewhere);
    leaveBehind("a/x.json", Manifests.JSON);
    leaveBehind("a/b/x.json", OTHER);

    inbox.sweep();

    assertThat(ledger.countByState()).isEmpty();
  }

  @Test
  void should_leave_a_forced_manifest_of_which_nobody_knows_whether_it_is_a_new_wish()
      throws IOException {
    take("x.json", FORCED);
    steps.deliver(job("x.json"));
    Files.createDirectories(folders.inbox().resolve("a"));
    leaveBehind("a/x.json", FORCED);

    inbox.sweep();
    inbox.sweep();

    assertThat(ledger.countByState()).containsOnly(entry(JobState.DELIVERED, 1L));
    assertThat(TestFolders.names(working.resolve("a"))).containsExactly("x.json");
  }

  @Test
  void should_tell_the_ledger_again_though_the_emptied_sub_folder_is_gone() throws Exception {
    take("x.json", FORCED);
    steps.deliver(job("x.json"));
    dropInto("a", "x.json", Manifests.JSON.replace("face", "new"));
    dropInto("a", "y.json", FORCED);
    tellDatabase("CREATE TRIGGER full BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'full'); END");
    assertThatThrownBy(() -> inbox.take(List.of("a/x.json", "a/y.json")))
        .isInstanceOf(LedgerException.class);
    tellDatabase("DROP TRIGGER full");
    Files.delete(folders.inbox().resolve("a"));

    inbox.sweepStranded();

    assertThat(job("a/x.json").state()).isEqualTo(JobState.ACCEPTED);
    assertThat(job("a/y.json").state()).as("the wish is a new one").isEqualTo(JobState.ACCEPTED);
  }

  private void tellDatabase(String sql) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void should_wait_only_for_manifests_that_it_looks_for() throws IOException {
    dropInto("a", "x.json", Manifests.JSON);
    dropInto(".hidden", "x.json", Manifests.JSON);
    assertThat(inbox.isIdle()).isFalse();

    inbox.take(List.of("a/x.json"));
    assertThat(inbox.isIdle()).isTrue();
    dropInto("a", "y.json", OTHER);
    work(folders.withRecursive(false));

    assertThat(inbox.isIdle()).isTrue();
  }

  @Test
  void should_take_nothing_from_where_a_link_leads() throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("x.json"), Manifests.JSON);
    Files.createSymbolicLink(folders.inbox().resolve("link"), elsewhere);

    assertThat(inbox.isIdle()).isTrue();
    assertThatThrownBy(() -> wholeManifests.isReady(folders.inbox().resolve("link/x.json")))
        .hasMessageContaining("it is no real folder");
    inbox.take(List.of("link/x.json", "../elsewhere/x.json"));

    assertThat(ledger.countByState()).isEmpty();
    assertThat(TestFolders.names(elsewhere)).containsExactly("x.json");
    assertThat(working.resolve("link")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"outbox", "done", "failed", "rejected", "working"})
  void should_leave_a_file_where_it_is_when_its_folder_cannot_be_mirrored(String where)
      throws IOException {
    Files.createFile(home.resolve(where).resolve("a"));
    dropInto("a", "x.json", Manifests.JSON);

    inbox.take(List.of("a/x.json"));

    assertThat(ledger.countByState()).isEmpty();
    assertThat(folders.inbox().resolve("a/x.json")).exists();
    assertThat(wholeManifests.isReady(folders.inbox().resolve("a/x.json"))).isFalse();
    Files.delete(home.resolve(where).resolve("a"));
    inbox.take(List.of("a/x.json"));
    assertThat(ledger.countByState()).containsOnly(entry(JobState.ACCEPTED, 1L));
  }

  @Test
  void should_tell_once_of_what_is_never_taken_and_look_into_no_link() throws IOException {
    Path elsewhere = Files.createDirectories(home.resolve("elsewhere/inner.json"));
    Files.createSymbolicLink(folders.inbox().resolve("linked"), elsewhere.resolveSibling(""));
    Files.createDirectories(folders.inbox().resolve("a/folder.json"));
    dropInto("a/folder.json", "x.json", Manifests.JSON);
    Files.createSymbolicLink(folders.inbox().resolve("a/link.json"), elsewhere);
    InboxInspection inspection = new InboxInspection(folders, rejections);

    for (int looks = 0; looks < 3; looks++) {
      inspection.inspect();
    }

    Path rejected = folders.filed().rejected();
    assertThat(TestFolders.names(rejected)).containsExactly("a");
    assertThat(TestFolders.names(rejected.resolve("a")))
        .containsExactly("folder.reason.txt", "link.reason.txt");
    assertThat(rejected.resolve("a/link.reason.txt"))
        .content()
        .contains("a/link.json was not accepted", "a symbolic link");
    assertThat(rejections.count()).isEqualTo(2);
    assertThat(inbox.isIdle()).isTrue();
  }

  @Test
  void should_reject_what_the_template_makes_too_long_before_anything_is_paid() throws IOException {
    nameVideos("{date} {name}");
    String fits = "x".repeat(109);
    take(fits + ".json", Manifests.JSON);
    take(fits + "x.json", OTHER);

    assertThat(job(fits + ".json").state()).isEqualTo(JobState.ACCEPTED);
    assertThat(ledger.countByState()).containsOnly(entry(JobState.ACCEPTED, 1L));
    assertThat(folders.filed().rejected().resolve(fits + "x.reason.txt"))
        .content()
        .contains("\"name\"", "121 characters", "omnihuman.output.name={date} {name}");
  }

  @Test
  void should_reject_a_file_name_that_the_template_uses_and_no_video_can_have() throws IOException {
    String named = Manifests.JSON.replace("{\"im", "{\"name\": \"good\", \"im");
    take("a&b.json", named);
    nameVideos("{manifest}");
    take("c&d.json", named.replace("face", "other"));

    assertThat(job("a&b.json").manifest().output()).isEqualTo("good");
    assertThat(TestFolders.names(folders.filed().rejected()))
        .containsExactly("c&d.json", "c&d.reason.txt");
    assertThat(ledger.countByState()).containsOnly(entry(JobState.ACCEPTED, 1L));
  }

  private void nameVideos(String template) {
    Naming naming = new Naming(folders, OutputTemplate.of(template));
    inbox = new Inbox(naming, wholeManifests, ledger, rejections, new ManifestFiling(folders));
  }
}

package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.TestFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests in sub-folders, and what systems that watch the outbox may ask for. */
class SubFoldersTest {

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path directory;
  private Path home;
  private TestBench bench;

  @BeforeEach
  void prepare() throws Exception {
    home = directory.resolve("home");
    gateway.answers(Answer.completed("480p"));
    bench = new TestBench(home, gateway.origin()).with("omnihuman.folders.recursive", "true");
  }

  @AfterEach
  void stop() {
    bench.close();
    gateway.close();
  }

  @Test
  void each_folder_mirrors_the_inbox_and_nothing_is_taken_from_where_a_link_leads()
      throws Exception {
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere/sub"));
    Files.writeString(elsewhere.resolve("x.json"), TestBench.manifest("elsewhere"));
    Files.createDirectories(home.resolve("inbox/a"));
    Files.createSymbolicLink(home.resolve("inbox/link"), elsewhere.resolveSibling(""));
    Files.createSymbolicLink(home.resolve("inbox/a/link"), elsewhere);
    bench.start();
    bench.drop("x.json", TestBench.manifest("top"));
    bench.drop("a/x.json", TestBench.manifest("a"));
    bench.drop("a/b/x.json", TestBench.manifest("b"));
    bench.drop("a/b/bad.json", "{}");

    bench.awaitFiles(
        "done/x.json", "done/a/x.json", "done/a/b/x.json", "rejected/a/b/bad.reason.txt");

    assertThat(gateway.submits()).hasSize(3);
    for (String video : List.of("x.mp4", "a/x.mp4", "a/b/x.mp4")) {
      assertThat(bench.path("outbox/" + video)).hasBinaryContent(FakeGateway.video("480p.mp4"));
    }
    assertThat(bench.names("outbox/a")).containsExactly("b", "x.json", "x.mp4");
    assertThat(bench.text("outbox/a/b/x.json")).contains("\"a/b/x.json\"");
    assertThat(bench.job("a/b/x").ending().outputs()).containsExactly("a/b/x.mp4");
    assertThat(home.resolve("inbox/a/b")).as("it is people's").isEmptyDirectory();
    assertThat(TestFolders.names(elsewhere)).containsExactly("x.json");
    assertThat(gateway.submitsOf(TestBench.image("elsewhere"))).isEmpty();
    assertThat(bench.path("working/link")).doesNotExist();
  }

  @Test
  void a_failed_manifest_is_tried_again_from_its_own_sub_folder() throws Exception {
    gateway.submitsOfBring(
        TestBench.image("a"), Answer.refused(422, "no face", "none found"), Answer.accepted());
    bench.start();
    bench.drop("sub/a.json", TestBench.manifest("a"));
    bench.awaitFiles("failed/sub/a.reason.json");

    Files.move(
        bench.path("failed/sub/a.json"),
        bench.path("inbox/sub/a.json"),
        StandardCopyOption.ATOMIC_MOVE);
    bench.awaitFiles("done/sub/a.json");

    assertThat(bench.names("failed/sub")).isEmpty();
    assertThat(bench.path("outbox/sub/a.mp4")).exists();
    assertThat(gateway.submits()).hasSize(2);
    assertThat(gateway.charges()).hasSize(1);
  }

  @Test
  void a_job_from_a_sub_folder_goes_on_when_these_are_looked_through_no_more() throws Exception {
    gateway.answers(Answer.processing());
    bench.start();
    bench.drop("sub/a.json", TestBench.manifest("a"));
    await().until(() -> gateway.requestsLookedAt() == 1);
    bench.stop();
    gateway.finishesAll();
    // As a crash right after the claim leaves it.
    Files.writeString(home.resolve("working/sub/b.json"), TestBench.manifest("b"));

    bench.with("omnihuman.folders.recursive", "false").start();
    bench.drop("sub/later.json", TestBench.manifest("later"));
    bench.awaitFiles("done/sub/a.json", "done/sub/b.json", "outbox/sub/a.mp4");

    assertThat(bench.path("inbox/sub/later.json")).exists();
    assertThat(gateway.submits()).hasSize(2);
  }

  @Test
  void videos_are_called_as_the_template_says_and_marked_when_all_is_there() throws Exception {
    gateway.answersOn(TestBench.image("pair"), Answer.completed("480p", "720p"));
    bench
        .with("omnihuman.output.name", "{date} {manifest}-{resolution}")
        .with("omnihuman.output.checksum", "sha256")
        .with("omnihuman.output.done-marker", "true")
        .start();
    bench.drop("sub/pair.json", TestBench.manifest("pair"));
    bench.awaitFiles("done/sub/pair.json");

    Job job = bench.job("sub/pair");
    String stem = job.times().acceptedAt().toString().substring(0, 10) + " pair-default";
    assertThat(bench.names("outbox/sub"))
        .containsExactly(
            stem + ".done",
            stem + ".json",
            stem + "_1.mp4",
            stem + "_1.mp4.sha256",
            stem + "_2.mp4",
            stem + "_2.mp4.sha256");
    assertThat(bench.text("outbox/sub/" + stem + "_2.mp4.sha256"))
        .matches("[0-9a-f]{64}  \\Q" + stem + "\\E_2\\.mp4\n");
    assertThat(job.state()).isEqualTo(JobState.DELIVERED);
    assertThat(bench.names("outbox/.parts")).isEmpty();
  }

  @Test
  void a_folder_inside_another_one_is_refused_with_sub_folders_only() throws Exception {
    bench.with("omnihuman.folders.done", home.resolve("inbox/done").toString());

    assertThatThrownBy(() -> bench.start())
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.folders.done", "inbox", "omnihuman.folders.recursive");

    bench.with("omnihuman.folders.recursive", "false").start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"done", "failed", "rejected", "inbox", "outbox"})
  void a_folder_inside_working_is_always_refused(String inner) throws Exception {
    bench
        .with("omnihuman.folders.recursive", "false")
        .with("omnihuman.folders.working", home.resolve("jobs").toString())
        .with("omnihuman.folders." + inner, home.resolve("jobs/deep/" + inner).toString());

    assertThatThrownBy(() -> bench.start())
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("omnihuman.folders." + inner + ": the folder ")
        .hasMessageContainingAll(
            home.resolve("jobs/deep/" + inner).toRealPath().toString(),
            "lies in the folder " + home.resolve("jobs").toRealPath() + " of",
            "omnihuman.folders.working, which every start looks through");
    assertThat(gateway.submits()).isEmpty();
  }

  @Test
  void what_people_keep_in_a_folder_of_working_is_not_paid_for_again() throws Exception {
    bench.with("omnihuman.folders.recursive", "false").start();
    String forced = TestBench.manifest("a").replace("}", ", \"force\": true}");
    bench.drop("a.json", forced);
    bench.awaitFiles("done/a.json");
    bench.stop();
    Files.createDirectories(home.resolve("working/old"));
    Files.move(bench.path("done/a.json"), bench.path("working/old/a.json"));

    for (int starts = 0; starts < 2; starts++) {
      bench.start();
      bench.drop("b" + starts + ".json", TestBench.manifest("b" + starts));
      bench.awaitFiles("done/b" + starts + ".json");
      bench.stop();
    }

    assertThat(bench.path("working/old/a.json")).exists();
    assertThat(gateway.submitsOf(TestBench.image("a"))).hasSize(1);
    assertThat(gateway.charges()).hasSize(3);
  }
}

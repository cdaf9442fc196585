package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.intake.ForeseenFile.Fate;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.ledger.Acceptance;
import dev.omnihuman.ledger.LedgerReader;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is foreseen of an inbox is what then becomes of it. */
class InboxPreviewTest extends InboxFixture {

  private int second;

  private LedgerRules withDedupe() {
    return TestRules.withDedupe(clock, Duration.ofDays(7));
  }

  /** The inbox, with a ledger that knows duplicates. */
  private void heedDuplicates() {
    ledger.close();
    ledger = SqliteLedger.open(home, withDedupe());
    work(folders);
  }

  private void dropNext(String name, String content) throws IOException {
    Path file = folders.inbox().resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L + 1_000L * second++));
  }

  private List<ForeseenFile> foresee() throws IOException {
    try (LedgerReader reader = SqliteLedger.openToRead(home)) {
      return new InboxPreview(
              new Naming(folders, OutputTemplate.DEFAULT),
              reader.forecast(withDedupe()),
              reader::openManifests)
          .foresee();
    }
  }

  @Test
  void each_kind_of_file_is_foreseen_and_then_comes_true() throws IOException {
    heedDuplicates();
    dropNext("b-new.json", OTHER);
    dropNext("a-twin.json", OTHER);
    dropNext("first.json", Manifests.JSON);
    dropNext("bad.json", "{\"resolution\": \"4k\"}");
    dropNext("name.json", OTHER.replace("}", ", \"name\": \"a/b\"}"));

    List<ForeseenFile> foreseen = foresee();

    assertThat(foreseen)
        .extracting(file -> file.name() + " " + file.fate())
        .containsExactly(
            "b-new.json SUBMIT",
            "a-twin.json DUPLICATE",
            "first.json SUBMIT",
            "bad.json BAD",
            "name.json BAD");
    assertThat(foreseen.get(3).problems()).hasSize(3);
    List<String> names = foreseen.stream().map(ForeseenFile::name).toList();
    inbox.take(names);
    assertThat(TestFolders.names(working)).containsExactly("b-new.json", "first.json");
    assertThat(rejections.dropped().count(DroppedFiles.Fate.REJECTED)).isEqualTo(2);
    assertThat(rejections.dropped().files())
        .extracting(file -> file.fate() + " " + file.name())
        .containsExactlyInAnyOrder(
            "REJECTED bad.json", "REJECTED name.json", "DUPLICATE a-twin.json");
  }

  /** The newcomer of an open job's name is not that job. */
  @Test
  void a_file_is_foreseen_under_the_name_that_it_would_get() throws IOException {
    heedDuplicates();
    take("a.json", Manifests.JSON);
    dropNext("a.json", Manifests.JSON);
    dropNext("a-2.json", OTHER);

    List<ForeseenFile> foreseen = foresee();

    assertThat(foreseen.get(0).acceptance()).isInstanceOf(Acceptance.Duplicate.class);
    assertThat(foreseen.get(0).acceptance().manifest().file()).isEqualTo("a-2.json");
    assertThat(foreseen.get(1).acceptance().manifest().file()).isEqualTo("a-2-2.json");
    Files.delete(working.resolve("a.json"));
    assertThat(foresee().get(0).acceptance().manifest().file())
        .as("the name of an open job whose manifest somebody took away")
        .isEqualTo("a-2.json");
  }

  @Test
  void what_is_no_plain_file_and_what_cannot_be_mirrored_is_not_taken() throws IOException {
    work(folders.withRecursive(true));
    Path file = Files.writeString(home.resolve("elsewhere.json"), Manifests.JSON);
    Files.createSymbolicLink(folders.inbox().resolve("link.json"), file);
    Files.createLink(folders.inbox().resolve("second.json"), file);
    dropNext("sub/a.json", OTHER);
    dropNext("ok/b.json", Manifests.JSON);
    Files.writeString(folders.outbox().resolve("sub"), "a file");

    assertThat(foresee())
        .extracting(foreseen -> foreseen.name() + " " + foreseen.fate())
        .containsExactlyInAnyOrder(
            "link.json NOT_TAKEN",
            "second.json NOT_TAKEN",
            "sub/a.json NOT_TAKEN",
            "ok/b.json SUBMIT");
  }

  @Test
  void a_half_written_file_is_bad_unless_it_grows() throws IOException {
    dropNext("half.json", "{\"image_url\": ");
    assertThat(foresee())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.fate()).isEqualTo(Fate.BAD);
              assertThat(file.words()).contains("still being written");
            });
  }

  @Test
  void looking_changes_nothing() throws IOException {
    dropNext("a.json", Manifests.JSON);
    dropNext("bad.json", "{}");
    List<String> before = tree();
    foresee();
    assertThat(tree()).isEqualTo(before);
    assertThat(ledger.countByState()).isEqualTo(new TreeMap<>());
  }

  /** Every file with its time, but for what SQLite itself keeps beside the ledger. */
  private List<String> tree() throws IOException {
    List<String> seen = new ArrayList<>();
    try (var all = Files.walk(home)) {
      for (Path path : all.filter(each -> !each.toString().contains("/tmp")).toList()) {
        if (Files.isRegularFile(path) && !path.toString().contains("ledger.db")) {
          seen.add(path + " " + Files.getLastModifiedTime(path) + " " + Files.size(path));
        }
      }
    }
    seen.sort(null);
    return seen;
  }
}

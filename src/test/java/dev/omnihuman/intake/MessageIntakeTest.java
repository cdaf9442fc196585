package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.ledger.Acceptance;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages by the rules of the folder, over a real ledger. */
class MessageIntakeTest {

  @TempDir Path home;
  private JobLedger ledger;
  private MessageIntake intake;
  private Rejections rejections;

  @BeforeEach
  void open() throws IOException {
    ledger = SqliteLedger.open(home, TestRules.on(new TestClock()));
    intake = intake(OutputTemplate.DEFAULT);
  }

  private MessageIntake intake(OutputTemplate names) throws IOException {
    Folders folders = TestFolders.in(home);
    rejections = new Rejections(folders);
    return new MessageIntake(new Naming(folders, names), ledger, rejections);
  }

  @AfterEach
  void close() {
    intake.close();
    ledger.close();
  }

  private static Message message(String id, String stem) {
    String text =
        "{\"image_url\": \"https://example.com/%s.png\", \"audio_url\": \"https://example.com/a.mp3\"}"
            .formatted(stem);
    return new Message(id, "file-" + id, text.getBytes(StandardCharsets.UTF_8));
  }

  private long jobs() {
    return ledger.countByState().getOrDefault(JobState.ACCEPTED, 0L);
  }

  @Test
  void should_take_the_good_ones_of_a_page_and_tell_of_the_others_in_their_order() {
    Message none = new Message("none", "none", null);
    Message bad = new Message("bad", "bad", new byte[] {'{'});
    List<Taken> taken = intake.take(List.of(none, message("a", "a"), bad, message("b", "b")));

    assertThat(taken).extracting(Taken::isRefused).containsExactly(true, false, true, false);
    assertThat(taken)
        .extracting(each -> each.message().id())
        .containsExactly("none", "a", "bad", "b");
    assertThat(taken.get(0).problems().get(0).message()).contains("without text");
    assertThat(rejections.count()).isEqualTo(2);
    assertThat(jobs()).isEqualTo(2);
  }

  @Test
  void should_make_nothing_new_of_a_message_that_comes_again_in_a_page_or_later() {
    // Duplicates are jobs like any other here, so only the id tells.
    intake.take(List.of(message("a", "x"), message("b", "x"), message("a", "x")));
    assertThat(jobs()).isEqualTo(2);

    List<Taken> again = intake.take(List.of(message("b", "x"), message("a", "x")));

    assertThat(again)
        .extracting(Taken::acceptance)
        .allSatisfy(each -> assertThat(each).isInstanceOf(Acceptance.Seen.class));
    assertThat(jobs()).isEqualTo(2);
  }

  @Test
  void should_refuse_a_video_that_could_not_be_called_so() throws IOException {
    intake.close();
    intake = intake(OutputTemplate.of("x".repeat(118) + "{manifest}"));

    assertThat(intake.take(message("a", "a")).problems())
        .extracting(Problem::field)
        .containsExactly("name");
    assertThat(jobs()).isZero();
  }

  @Test
  void should_wait_while_the_ledger_stores_nothing_and_go_on_by_itself() throws Exception {
    breakLedger();
    CompletableFuture<Taken> taken =
        CompletableFuture.supplyAsync(() -> patiently(message("a", "a")));
    assertThatThrownBy(() -> intake.take(List.of(message("b", "b"))))
        .isInstanceOf(LedgerException.class);
    assertThat(taken).isNotDone();
    repairLedger();

    await().until(taken::isDone);
    assertThat(taken.get().acceptance()).isInstanceOf(Acceptance.NewJob.class);
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void should_give_a_message_back_when_the_program_ends_first() throws Exception {
    breakLedger();
    CompletableFuture<Taken> taken =
        CompletableFuture.supplyAsync(() -> patiently(message("a", "a")));
    intake.stop();

    assertThatThrownBy(taken::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(MessageIntake.StoppedException.class);
    repairLedger();
    assertThat(jobs()).isZero();
  }

  private Taken patiently(Message message) {
    try {
      return intake.takePatiently(message);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** From now on it stores no message. */
  private void breakLedger() throws SQLException {
    execute("ALTER TABLE message RENAME TO gone");
  }

  private void repairLedger() throws SQLException {
    execute("ALTER TABLE gone RENAME TO message");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

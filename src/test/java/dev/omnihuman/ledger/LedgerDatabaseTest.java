package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerDatabaseTest {

  @TempDir Path home;

  @Test
  void should_let_nobody_write_before_what_was_not_stored_is_forgotten() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    try (LedgerDatabase database =
        LedgerDatabase.open(SqliteLedger.dataSource(home.resolve("ledger.db")))) {
      Thread next = new Thread(() -> database.write(handle -> order.add("next")));

      assertThatThrownBy(
              () ->
                  database.write(
                      handle -> handle.execute("no SQL"),
                      () -> {
                        next.start();
                        while (next.getState() != Thread.State.WAITING && next.isAlive()) {
                          Thread.onSpinWait();
                        }
                        order.add("forgotten");
                      }))
          .isInstanceOf(LedgerException.class);
      next.join();
    }
    assertThat(order).containsExactly("forgotten", "next");
  }

  /** Links may be signed, and an error's words end in logs and reports. */
  @Test
  void should_tell_no_value_of_a_statement_that_failed() throws Exception {
    try (LedgerDatabase database =
        LedgerDatabase.open(SqliteLedger.dataSource(home.resolve("ledger.db")))) {
      assertThatThrownBy(
              () ->
                  database.write(
                      handle ->
                          handle
                              .createUpdate("UPDATE job SET no_such = :links WHERE id IN (<ids>)")
                              .bind("links", "https://media.example/a?signature=secret")
                              .bindList("ids", "secret-id")
                              .execute()))
          .isInstanceOf(LedgerException.class)
          .hasMessageContainingAll("could not be written", "no_such")
          .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("secret"));
      assertThatThrownBy(
              () ->
                  database.read(
                      handle ->
                          handle
                              .createQuery("SELECT no_such FROM job WHERE id = :id")
                              .bind("id", "secret-id")
                              .mapTo(String.class)
                              .list()))
          .isInstanceOf(LedgerException.class)
          .hasMessageContainingAll("could not be read", "no_such")
          .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("secret"));
    }
  }

  /** As a log shows it, with every cause. */
  private static String stackTrace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}

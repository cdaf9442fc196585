package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}

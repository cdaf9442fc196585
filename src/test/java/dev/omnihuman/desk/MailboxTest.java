package dev.omnihuman.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How orders come to the instance that holds the home, and receipts to whoever gave them. */
class MailboxTest {

  private static final String ID = "01hzzzzzzzzzzzzzzzzzzzzzzz";
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path home;
  private final TestClock clock = new TestClock();
  private Path folder;
  private OrderBox box;
  private OrderPost post;

  @BeforeEach
  void open() throws IOException {
    folder = home.resolve("desk");
    box = new OrderBox(home, clock);
    post = new OrderPost(home);
  }

  @Test
  void should_bring_an_order_to_the_box_and_its_receipt_back() throws Exception {
    Order order = order(ID);
    Receipt receipt = new Receipt(ID, List.of(Receipt.Line.done("clip: done")));
    Callable<Object> holder =
        () -> {
          List<Order> taken;
          do {
            taken = box.take();
          } while (taken.isEmpty());
          box.answer(receipt);
          return taken;
        };

    List<Object> both = Together.run(List.of(() -> post.send(order, LONG), holder));

    assertThat(both).containsExactly(Optional.of(receipt), List.of(order));
    assertThat(TestFolders.names(folder)).isEmpty();
  }

  @Test
  void should_hand_out_an_order_once() throws Exception {
    leave(order(ID));

    assertThat(box.take()).containsExactly(order(ID));
    assertThat(box.take()).isEmpty();
  }

  @Test
  void should_take_an_order_back_that_nobody_has_taken() throws Exception {
    Order order = order(ID);

    assertThat(post.send(order, Duration.ZERO)).isEmpty();

    assertThat(post.takeBack(order)).isTrue();
    assertThat(box.take()).isEmpty();
    assertThat(TestFolders.names(folder)).isEmpty();
  }

  @Test
  void should_not_take_an_order_back_that_was_taken() throws Exception {
    Order order = order(ID);
    post.send(order, Duration.ZERO);
    box.take();

    assertThat(post.takeBack(order)).isFalse();
  }

  @Test
  void should_not_hand_out_again_after_a_crash_what_was_taken_before_it() throws Exception {
    leave(order(ID));
    box.take();

    OrderBox next = new OrderBox(home, clock);

    assertThat(next.take()).isEmpty();
    assertThat(TestFolders.names(folder)).isEmpty();
  }

  @Test
  void should_hand_out_after_a_restart_what_was_left_just_now() throws Exception {
    leave(order(ID));
    clock.advance(Duration.ofSeconds(30));

    assertThat(new OrderBox(home, clock).take()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {61, -61})
  void should_refuse_an_order_that_is_too_old_and_say_so(long seconds) throws Exception {
    leave(order(ID));
    clock.advance(Duration.ofSeconds(seconds));

    assertThat(box.take()).isEmpty();

    assertThat(TestFolders.names(folder)).containsExactly(ID + ".receipt.json");
    assertThat(post.send(order(ID), Duration.ZERO).orElseThrow().lines())
        .containsExactly(Receipt.Line.refused("the order is too old; nothing was done"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not JSON",
        "[]",
        "{}",
        "{\"id\":\"01hzzzzzzzzzzzzzzzzzzzzzzz\",\"at\":\"soon\",\"act\":\"PAUSE\",\"targets\":[]}",
        "{\"id\":\"01hzzzzzzzzzzzzzzzzzzzzzzz\",\"at\":\"2026-03-01T12:00:00Z\",\"act\":\"PAY\"}"
      })
  void should_refuse_an_order_that_it_does_not_understand(String content) throws Exception {
    Files.writeString(folder.resolve(ID + ".order.json"), content);

    assertThat(box.take()).isEmpty();

    assertThat(TestFolders.names(folder)).containsExactly(ID + ".receipt.json");
    assertThat(post.send(order(ID), Duration.ZERO).orElseThrow().lines())
        .noneMatch(Receipt.Line::done);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
  void should_neither_read_nor_move_what_is_no_plain_file_or_too_large() throws Exception {
    leave(order(ID));
    Path elsewhere = Files.move(folder.resolve(ID + ".order.json"), home.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve(ID + ".order.json"), elsewhere);
    Files.createDirectory(folder.resolve(ID.replace("01", "02") + ".order.json"));
    Files.write(folder.resolve(ID.replace("01", "03") + ".order.json"), new byte[(1 << 16) + 1]);
    Files.writeString(folder.resolve("note.order.json"), "no id");

    assertThat(box.take()).isEmpty();

    assertThat(TestFolders.names(folder)).hasSize(4);
    assertThatThrownBy(() -> Mailbox.read(folder.resolve(ID + ".order.json"), Order.class))
        .isInstanceOf(IOException.class);
  }

  @Test
  void should_clear_away_what_nobody_fetched_after_a_while() throws Exception {
    box.answer(Receipt.refused(ID, "too late"));
    Path receipt = folder.resolve(ID + ".receipt.json");
    Files.setLastModifiedTime(receipt, FileTime.from(clock.instant()));
    box.take();
    assertThat(receipt).exists();

    clock.advance(Duration.ofMinutes(3));
    box.take();

    assertThat(receipt).doesNotExist();
  }

  @Test
  void should_say_whether_anybody_takes_orders() throws Exception {
    assertThat(post.isThere()).isTrue();
    assertThat(new OrderPost(home.resolve("older")).isThere()).isFalse();
  }

  private void leave(Order order) throws IOException {
    new Mailbox(home).write(folder.resolve(order.id() + ".order.json"), order);
  }

  private Order order(String id) {
    return new Order(
        id,
        "2026-03-01T12:00:00Z",
        Act.ABANDON,
        null,
        true,
        List.of(new Order.Target("01job", JobState.IN_DOUBT, 2)));
  }
}

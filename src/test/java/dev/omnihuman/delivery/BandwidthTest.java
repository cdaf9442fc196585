package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.testing.TestClock;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** All downloads together stay below a rate, and each gets its share. */
class BandwidthTest {

  private final TestClock clock = new TestClock();

  @Test
  void should_give_each_piece_the_next_slice_of_time() {
    Bandwidth bandwidth = new Bandwidth(1_000, clock);

    assertThat(bandwidth.reserve(500)).isEqualTo(Duration.ofMillis(500));
    assertThat(bandwidth.reserve(500)).isEqualTo(Duration.ofSeconds(1));
    clock.advance(Duration.ofMillis(600));
    assertThat(bandwidth.reserve(100)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void should_save_up_no_more_than_a_moment_of_silence() {
    Bandwidth bandwidth = new Bandwidth(1_000, clock);
    clock.advance(Duration.ofHours(1));

    assertThat(bandwidth.reserve(1_100)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void should_not_bring_more_than_the_rate_however_many_take_part() {
    Bandwidth bandwidth = new Bandwidth(1 << 20, clock);
    Duration last = Duration.ZERO;
    for (int taken = 0; taken < 10 << 20; taken += bandwidth.piece()) {
      last = bandwidth.reserve(bandwidth.piece());
    }
    assertThat(last).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void should_read_small_pieces_so_that_nobody_waits_long_for_a_turn() {
    assertThat(new Bandwidth(0, clock).piece()).isEqualTo(128 * 1024);
    assertThat(new Bandwidth(1 << 30, clock).piece()).isEqualTo(128 * 1024);
    assertThat(new Bandwidth(80_000, clock).piece()).isEqualTo(10_000);
    assertThat(new Bandwidth(1, clock).piece()).isEqualTo(256);
  }

  @Test
  void should_not_wait_without_a_limit() throws Exception {
    new Bandwidth(0, clock).take(Integer.MAX_VALUE);
  }

  @Test
  void should_let_everybody_go_when_the_program_stops() throws Exception {
    Bandwidth bandwidth = new Bandwidth(1, clock);
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () ->
                assertThatThrownBy(() -> bandwidth.take(1_000_000))
                    .isInstanceOf(InterruptedIOException.class));

    bandwidth.stop();

    waiting.get(30, TimeUnit.SECONDS);
  }
}

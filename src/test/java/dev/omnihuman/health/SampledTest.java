package dev.omnihuman.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.TestClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SampledTest {

  private static final Duration KEEP = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final TestClock clock = new TestClock();
  private final ExecutorService worker = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void stop() {
    worker.shutdownNow();
  }

  private <T> Sampled<T> sampled(Supplier<T> source) {
    return new Sampled<>(source, KEEP, worker, clock);
  }

  @Test
  void should_ask_when_somebody_wants_to_know_and_no_sooner() {
    Sampled<Integer> sampled = sampled(asked::incrementAndGet);
    assertThat(sampled.get()).isEmpty();

    assertThat(sampled.refresh(LONG)).isTrue();
    assertThat(sampled.get()).hasValue(1);
    sampled.refresh(LONG);
    assertThat(sampled.get()).as("still good").hasValue(1);

    clock.advance(KEEP);
    sampled.refresh(LONG);
    assertThat(sampled.get()).hasValue(2);
  }

  @Test
  void should_ask_seldom_what_takes_long() {
    Sampled<Integer> sampled =
        sampled(
            () -> {
              clock.advance(Duration.ofSeconds(1));
              return asked.incrementAndGet();
            });
    sampled.refresh(LONG);

    clock.advance(Duration.ofSeconds(18));
    sampled.refresh(LONG);
    assertThat(asked).as("a twentieth of the time at most").hasValue(1);
    clock.advance(Duration.ofSeconds(1));
    sampled.refresh(LONG);
    assertThat(asked).hasValue(2);
  }

  @Test
  void should_ask_again_after_half_a_minute_however_long_it_took_once() {
    Sampled<Integer> sampled =
        sampled(
            () -> {
              clock.advance(Duration.ofSeconds(10));
              return asked.incrementAndGet();
            });
    sampled.refresh(LONG);

    clock.advance(Duration.ofSeconds(20));
    sampled.refresh(LONG);

    assertThat(sampled.get()).hasValue(2);
  }

  @Test
  void should_keep_nobody_waiting_and_ask_but_once_while_there_is_no_answer() {
    CountDownLatch answer = new CountDownLatch(1);
    Sampled<Integer> sampled =
        sampled(
            () -> {
              int number = asked.incrementAndGet();
              try {
                answer.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return number;
            });

    assertThat(sampled.refresh(Duration.ZERO)).isFalse();
    clock.advance(Duration.ofMinutes(5));
    assertThat(sampled.refresh(Duration.ofMillis(10))).isFalse();
    assertThat(sampled.get()).isEmpty();
    assertThat(sampled.age()).isEqualTo(Duration.ofMinutes(5));

    answer.countDown();
    assertThat(sampled.refresh(LONG)).isTrue();
    assertThat(sampled.get()).hasValue(1);
    assertThat(asked).hasValue(1);
  }

  @Test
  void should_keep_the_old_value_which_grows_older_when_asking_fails() {
    Sampled<Integer> sampled =
        sampled(
            () -> {
              if (asked.incrementAndGet() > 1) {
                throw new IllegalStateException("the share is gone");
              }
              return 7;
            });
    sampled.refresh(LONG);

    clock.advance(Duration.ofMinutes(1));
    assertThat(sampled.refresh(LONG)).isTrue();

    assertThat(asked).hasValue(2);
    assertThat(sampled.get()).hasValue(7);
    assertThat(sampled.age()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void should_answer_with_what_is_known_when_the_program_stops() {
    Sampled<Integer> sampled = sampled(asked::incrementAndGet);
    worker.shutdownNow();

    assertThat(sampled.refresh(LONG)).isTrue();
    assertThat(sampled.get()).isEmpty();
  }
}

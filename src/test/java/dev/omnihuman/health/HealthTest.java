package dev.omnihuman.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthTest {

  private final TestClock clock = new TestClock();
  private final Check well = new Check("folders", () -> Finding.good("all there"));

  @Test
  void should_be_up_when_every_check_is_good() {
    try (Health health = new Health("test", List.of(well), clock)) {
      Health.Report report = health.look();

      assertThat(report.isUp()).isTrue();
      assertThat(report.lines())
          .containsExactly(new Health.Line("folders", Finding.good("all there")));
    }
  }

  @Test
  void should_be_down_with_the_words_of_a_check_that_fails() {
    Check broken =
        new Check(
            "ledger",
            () -> {
              throw new IllegalStateException("the ledger could not be written");
            });
    try (Health health = new Health("test", List.of(broken, well), clock)) {
      Health.Report report = health.look();

      assertThat(report.isUp()).isFalse();
      assertThat(report.lines().get(0).finding())
          .isEqualTo(Finding.bad("the ledger could not be written"));
      assertThat(report.lines().get(1).finding().good()).isTrue();
    }
  }

  @Test
  void should_tell_of_the_others_when_one_hangs_and_start_it_only_once() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    Check hanging =
        new Check(
            "share",
            () -> {
              begun.incrementAndGet();
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Finding.good("never");
            });
    try (Health health = new Health("test", List.of(hanging, well), clock)) {
      clock.advance(Duration.ofHours(1));
      health.look();
      clock.advance(Duration.ofSeconds(40));
      Health.Report report = health.look();

      assertThat(report.isUp()).isFalse();
      assertThat(report.lines().get(0).finding()).isEqualTo(Finding.bad("no answer for 40 s"));
      assertThat(report.lines().get(1).finding()).isEqualTo(Finding.good("all there"));
      assertThat(begun).hasValue(1);
    }
  }
}

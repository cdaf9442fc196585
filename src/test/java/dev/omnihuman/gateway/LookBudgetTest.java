package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.gateway.LookBudget.Place;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.TestClock;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As the gateway counts them, never more status requests in a second than were allowed. */
class LookBudgetTest {

  private final TestClock clock = new TestClock();

  private record End(Instant at, Place place) {}

  /** Each request takes its own time there and back, up to seconds, as on a machine that stalls. */
  @ParameterizedTest
  @CsvSource({"1, 10", "7, 30", "100, 20", "100, 1500", "1000, 200"})
  void should_let_no_second_hold_more_arrivals_than_the_rate(int rate, int longestTransit) {
    Random random = new Random(rate);
    LookBudget budget = new LookBudget(rate, clock);
    PriorityQueue<End> underWay = new PriorityQueue<>((a, b) -> a.at().compareTo(b.at()));
    List<Instant> arrivals = new ArrayList<>();
    Instant start = clock.instant();
    while (clock.instant().isBefore(start.plusSeconds(20))) {
      Duration wait = budget.untilFree();
      End first = underWay.peek();
      if (first != null && !first.at().isAfter(clock.instant().plus(wait))) {
        clock.set(first.at());
        budget.release(underWay.remove().place());
      } else if (wait.isZero()) {
        Instant arrival = clock.instant().plusMillis(random.nextInt(longestTransit));
        arrivals.add(arrival);
        underWay.add(new End(arrival.plusMillis(random.nextInt(10)), budget.enter()));
      } else {
        clock.advance(wait);
      }
    }

    assertThat(mostInASecond(arrivals)).isLessThanOrEqualTo(rate);
    if (longestTransit < 100) {
      assertThat(arrivals.size()).as("and the rate is used").isGreaterThan(20 * rate * 9 / 10);
    }
  }

  private static int mostInASecond(List<Instant> arrivals) {
    List<Instant> sorted = arrivals.stream().sorted().toList();
    int most = 0;
    for (int first = 0, last = 0; last < sorted.size(); last++) {
      while (!sorted.get(first).plusSeconds(1).isAfter(sorted.get(last))) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  @Test
  void should_spread_requests_over_the_second() {
    LookBudget budget = new LookBudget(10, clock);
    clock.advance(Duration.ofMinutes(1));
    for (int n = 0; n < 2; n++) {
      // What an idle budget gives at once.
      assertThat(budget.untilFree()).isZero();
      budget.release(budget.enter());
    }
    assertThat(budget.untilFree()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void should_not_wait_for_ever_for_a_request_without_an_answer() {
    LookBudget budget = new LookBudget(1, clock);
    budget.enter();
    assertThat(budget.untilFree()).isEqualTo(Duration.ofSeconds(5));

    clock.advance(Duration.ofSeconds(5));
    assertThat(budget.untilFree()).isZero();
  }

  @Test
  void should_let_jobs_be_claimed_for_a_tenth_of_a_second() {
    assertThat(new LookBudget(0, clock).page()).isEqualTo(Integer.MAX_VALUE);
    assertThat(new LookBudget(1, clock).page()).isEqualTo(1);
    assertThat(new LookBudget(100, clock).page()).isEqualTo(10);
  }

  @Test
  void should_keep_calls_back_claim_no_more_meanwhile_and_send_none_after_the_stop()
      throws Exception {
    LookBudget budget = new LookBudget(1, clock); // whose clock stands still
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try (FakeGateway gateway = new FakeGateway().answers(Answer.processing());
        CloseableHttpClient client = clientWithin(budget)) {
      assertThat(look(client, gateway)).isBetween(200, 499);

      Future<Integer> second = caller.submit(() -> look(client, gateway));
      await().until(() -> budget.page() == 0);
      budget.stop();

      assertThatThrownBy(second::get).hasCauseInstanceOf(RequestNotSentException.class);
      assertThatThrownBy(() -> look(client, gateway)).isInstanceOf(RequestNotSentException.class);
      assertThat(gateway.looks()).hasSize(1);
    } finally {
      caller.shutdownNow();
    }
  }

  @Test
  void should_keep_nothing_back_without_a_limit() throws Exception {
    LookBudget budget = new LookBudget(0, clock);
    try (FakeGateway gateway = new FakeGateway().answers(Answer.processing());
        CloseableHttpClient client = clientWithin(budget)) {
      for (int n = 0; n < 5; n++) {
        look(client, gateway);
      }
      assertThat(gateway.looks()).hasSize(5);
    }
  }

  @Test
  void should_go_on_when_time_goes_on() throws Exception {
    LookBudget budget = new LookBudget(50, Clock.systemUTC());
    try (FakeGateway gateway = new FakeGateway().answers(Answer.processing());
        CloseableHttpClient client = clientWithin(budget)) {
      for (int n = 0; n < 60; n++) {
        look(client, gateway);
      }
      List<Instant> arrivals =
          gateway.looks().stream().map(look -> look.getLoggedDate().toInstant()).toList();
      assertThat(mostInASecond(arrivals)).isLessThanOrEqualTo(50);
    }
  }

  private static CloseableHttpClient clientWithin(LookBudget budget) throws Exception {
    HttpClientBuilder builder = HttpClientBuilder.create();
    budget.over(client -> {}).configureHttpClient(builder);
    return builder.build();
  }

  private static int look(CloseableHttpClient client, FakeGateway gateway) throws IOException {
    HttpGet get = new HttpGet(gateway.origin() + "/v2/requests/status/any");
    return client.execute(get, ClassicHttpResponse::getCode);
  }
}

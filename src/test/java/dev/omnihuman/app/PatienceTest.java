package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that wait until the gateway takes them, with nobody touching anything but money and key. */
class PatienceTest {
  private final FakeGateway gateway = new FakeGateway().answers(Answer.completed("480p"));
  @TempDir Path home;

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothing_is_sent_sooner_than_the_gateway_asks_not_even_after_a_restart(boolean asDate)
      throws Exception {
    Instant named = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(4);
    gateway.submitsBring(
        asDate ? Answer.tooManyRequestsUntil(named) : Answer.tooManyRequests(3), Answer.accepted());
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      bench.dropJobs("a");
      bench.awaitFiles("working/a.held.txt");
      bench.dropJobs("b");
      bench.stop();
      bench.start();

      bench.awaitFiles("done/a.json", "done/b.json");

      List<LoggedRequest> submits = gateway.submits();
      Instant allowed = asDate ? named : submits.get(0).getLoggedDate().toInstant().plusSeconds(3);
      assertThat(submits).hasSize(3);
      assertThat(submits.subList(1, 3))
          .allMatch(submit -> !submit.getLoggedDate().toInstant().isBefore(allowed));
    }
  }

  @Test
  void a_wallet_that_is_filled_lets_all_go_on_after_a_restart_too() throws Exception {
    Answer noMoney = Answer.refused(402, "Insufficient Balance", "Your wallet is empty.");
    gateway.submitsBring(noMoney);
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      bench.dropJobs("a", "b", "c");
      await().until(() -> !bench.ledger().closedGates().isEmpty());
      bench.stop();
      int asked = gateway.submits().size();
      gateway.submitsBring(Answer.accepted());

      // The next trial would be in five minutes; a restart says that things were put right.
      bench.start();
      bench.awaitFiles("done/a.json", "done/b.json", "done/c.json");

      assertThat(gateway.submits()).hasSize(asked + 3);
      assertThat(bench.ledger().closedGates()).isEmpty();
    }
  }

  @Test
  void a_refused_key_is_probed_with_free_requests_and_costs_no_second_submit() throws Exception {
    Answer refused = Answer.refused(401, "Unauthorized", "Invalid API key.");
    gateway.submitsBring(refused).answersOnStrangers(refused);
    try (TestBench bench = new TestBench(home, gateway.origin())) {
      bench
          .with("omnihuman.gate.trial-delays", "100ms")
          .with("omnihuman.submit.concurrency", "1")
          .start()
          .dropJobs("a", "b", "c");
      await().until(() -> gateway.looks().size() >= 2);

      assertThat(bench.ledger().closedGates().get(0).gate()).isEqualTo(Gate.KEY);
      assertThat(bench.ledger().closedGates().get(0).outlastedATrial()).isTrue();
      assertThat(gateway.submits()).hasSize(1);
      assertThat(gateway.looks())
          .allMatch(look -> TestBench.KEY.equals(look.getHeader(FakeGateway.KEY_HEADER)));

      gateway
          .submitsBring(Answer.accepted())
          .answersOnStrangers(Answer.refused(404, "Not Found", "No such request."));
      bench.awaitFiles("done/a.json", "done/b.json", "done/c.json");
      assertThat(gateway.submits()).hasSize(4);
    }
  }

  @Test
  void a_key_that_is_replaced_in_its_file_is_used_at_once() throws Exception {
    Path file = Files.writeString(home.resolve("key.txt"), "an-old-key\n");
    try (TestSimulator simulator = new TestSimulator();
        TestBench bench = new TestBench(home, simulator.origin()).withKeyFrom(file)) {
      bench.with("omnihuman.submit.concurrency", "1").start().dropJobs("a", "b");
      bench.awaitFiles("working/a.held.txt");
      assertThat(simulator.gateway().submits()).isEqualTo(1);

      Files.writeString(file, TestBench.KEY + "\n");
      bench.awaitFiles("done/a.json", "done/b.json");

      assertThat(simulator.gateway().submits()).isEqualTo(3);
      assertThat(bench.ledger().countByState()).isEqualTo(Map.of(JobState.DELIVERED, 2L));
    }
  }

  @Test
  void a_job_that_only_queues_has_a_note_too_until_the_gate_is_open() throws Exception {
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      bench.ledger().shut(Gate.PAUSE, "a person said so");
      bench.dropJobs("a", "b");
      bench.awaitFiles("working/a.held.txt", "working/b.held.txt");
      assertThat(bench.text("working/b.held.txt")).contains("PAUSE", "a person said so");
      assertThat(gateway.submits()).isEmpty();

      bench.ledger().open(Gate.PAUSE);
      bench.awaitFiles("done/a.json", "done/b.json");

      assertThat(bench.names("working")).isEmpty();
    }
  }
}

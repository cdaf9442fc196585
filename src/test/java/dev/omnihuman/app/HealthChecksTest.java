package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.health.Check;
import dev.omnihuman.health.Finding;
import dev.omnihuman.job.Gate;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HealthChecksTest {

  private final TestClock wall = new TestClock();
  private final AtomicLong nanos = new AtomicLong();
  private final SteadyClock clock = new SteadyClock(wall, nanos::get);

  @TempDir Path home;
  private Folders folders;
  private JobLedger ledger;
  private Heartbeat heartbeat;

  @BeforeEach
  void open() throws IOException {
    folders = TestFolders.in(home);
    ledger = SqliteLedger.open(home, TestRules.on(clock));
    heartbeat = new Heartbeat(clock, ledger.clock());
  }

  @AfterEach
  void close() {
    heartbeat.close();
    ledger.close();
  }

  private static Finding find(List<Check> checks, String name) {
    try {
      return checks.stream()
          .filter(check -> check.name().equals(name))
          .findFirst()
          .orElseThrow()
          .look()
          .get();
    } catch (SettingsException e) {
      return Finding.bad(String.valueOf(e.getMessage()));
    }
  }

  private Finding live(String name) {
    return find(HealthChecks.live(ledger, heartbeat), name);
  }

  private Finding ready(String name) {
    return find(HealthChecks.ready(folders, null, ledger, clock, () -> true), name);
  }

  @Test
  void it_is_alive_as_long_as_the_start_takes() {
    nanos.addAndGet(Duration.ofHours(1).toNanos());

    assertThat(live("heartbeat").good()).isTrue();
  }

  @Test
  void it_is_not_alive_when_the_heartbeat_is_stuck() {
    heartbeat.beat();
    assertThat(live("heartbeat").good()).isTrue();

    nanos.addAndGet(Duration.ofSeconds(121).toNanos());
    assertThat(live("heartbeat")).isEqualTo(Finding.bad("the clock was last looked at 121 s ago"));
  }

  @Test
  void it_is_not_alive_when_nobody_stores_steps_any_more() {
    assertThat(live("ledger writer")).isEqualTo(Finding.good("0 steps wait for their commit"));

    ledger.close();
    assertThat(live("ledger writer").good()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Gate.class)
  void it_is_ready_unless_a_gate_waits_for_a_person_who_does_not_know(Gate gate) {
    ledger.shut(gate, "some cause");
    boolean waits =
        switch (gate) {
          case KEY, BALANCE, CONFIGURATION, DISK -> true;
          case PAUSE, RATE, CAP, OUTAGE -> false;
        };

    boolean good = ready("key").good() && ready("gates").good();
    assertThat(good).isEqualTo(!waits);
    if (waits) {
      assertThat(ready(gate == Gate.KEY ? "key" : "gates").words())
          .contains(gate.name(), "some cause", gate.advice());
    }
  }

  @Test
  void it_is_not_ready_without_one_of_its_folders() throws IOException {
    assertThat(ready("folders").good()).isTrue();

    Files.delete(folders.filed().done());
    assertThat(ready("folders").good()).isFalse();
    assertThat(ready("folders").words()).contains("omnihuman.folders.done");
  }

  @Test
  void it_is_not_ready_while_it_starts_and_while_it_stops() {
    List<Check> checks = HealthChecks.ready(folders, null, ledger, clock, () -> false);

    assertThat(find(checks, "program")).isEqualTo(Finding.bad("it is starting or stopping"));
  }

  @Test
  void it_is_not_ready_when_the_ledger_stores_nothing() {
    assertThat(ready("ledger").good()).isTrue();

    ledger.close();
    assertThatThrownBy(() -> ready("ledger")).isInstanceOf(RuntimeException.class);
  }
}

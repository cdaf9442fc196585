package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.FakeGateway;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that says what is wrong before a start does. */
class DoctorTest {

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path directory;
  private Path home;
  private Map<String, String> environment;

  @BeforeEach
  void prepare() {
    home = directory.resolve("home");
    environment = ProgramRun.environment(TestBench.hurried(home, gateway.origin()));
  }

  @AfterEach
  void stop() {
    assertThat(gateway.submits()).isEmpty();
    assertThat(gateway.looks()).isEmpty();
    gateway.close();
  }

  @Test
  void it_ends_with_0_for_a_fresh_home_and_makes_the_folders_and_nothing_else() throws Exception {
    try (ProgramRun doctor = ProgramRun.start(directory, environment, "doctor")) {
      assertThat(doctor.exitCode()).as(doctor.out()).isEqualTo(ExitCode.OK);
      assertThat(doctor.out().lines()).allMatch(line -> line.startsWith("ok "));
      assertThat(doctor.out())
          .contains("settings", "key", "instance", "folders", "file system", "disk", "ledger")
          .contains("orphan notes", "0 in ")
          .doesNotContain(TestBench.KEY);
    }
    assertThat(TestBench.names(home))
        .containsExactly("done", "failed", "inbox", "outbox", "rejected", "working");
  }

  @Test
  void it_ends_with_2_and_tells_all_that_is_wrong_at_once() throws Exception {
    Files.createDirectories(home.resolve("done"));
    Files.writeString(home.resolve("done/a.json"), TestBench.manifest("a"));
    Files.createDirectories(home.resolve("orphans"));
    Files.writeString(home.resolve("orphans/job.json"), "{}");
    Files.writeString(home.resolve("orphans/a.1.json.unclaimed"), "{}");
    Files.writeString(home.resolve("orphans/b.1.json.unreadable"), "{}");
    environment.remove("PIXAZO_API_KEY");
    environment.put("OMNIHUMAN_DISK_MIN_FREE", "1000000TiB");
    try (ProgramRun doctor = ProgramRun.start(directory, environment, "doctor")) {
      assertThat(doctor.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(doctor.out().lines().filter(line -> line.startsWith("WRONG")))
          .hasSize(3)
          .anyMatch(line -> line.contains("PIXAZO_API_KEY"))
          .anyMatch(line -> line.contains("omnihuman.disk.min-free"))
          .anyMatch(line -> line.contains("ledger.db is missing"));
      assertThat(doctor.out())
          .contains("1 in " + home.resolve("orphans"))
          .contains("a.1.json.unclaimed, b.1.json.unreadable");
    }
  }

  @Test
  void it_ends_with_2_when_the_port_is_taken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      environment.put("OMNIHUMAN_HTTP_PORT", String.valueOf(taken.getLocalPort()));
      try (ProgramRun doctor = ProgramRun.start(directory, environment, "doctor")) {
        assertThat(doctor.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(doctor.out().lines().filter(line -> line.startsWith("WRONG")))
            .singleElement()
            .asString()
            .contains("omnihuman.http.port: port " + taken.getLocalPort() + " cannot be used");
      }
    }
    try (ProgramRun doctor = ProgramRun.start(directory, environment, "doctor")) {
      assertThat(doctor.exitCode()).as(doctor.out()).isEqualTo(ExitCode.OK);
      assertThat(doctor.out()).contains("can be opened");
    }
  }

  @Test
  void it_ends_with_2_when_the_token_of_the_port_can_be_guessed() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "sesame\n");
    environment.put("OMNIHUMAN_HTTP_TOKEN_FILE", file.toString());
    try (ProgramRun doctor = ProgramRun.start(directory, environment, "doctor")) {
      assertThat(doctor.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(doctor.out().lines().filter(line -> line.startsWith("WRONG")))
          .singleElement()
          .asString()
          .contains("omnihuman.http.token-file: " + file)
          .doesNotContain("sesame");
    }
  }

  @Test
  void it_ends_with_2_for_a_bad_setting() throws Exception {
    environment.put("OMNIHUMAN_POLL_INTERVAL", "soon");
    try (ProgramRun doctor = ProgramRun.start(directory, environment, "doctor")) {
      assertThat(doctor.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(doctor.out()).startsWith("WRONG  settings").contains("omnihuman.poll.interval");
    }
  }

  @Test
  void it_names_who_works_in_the_home_and_disturbs_nobody() throws Exception {
    try (TestBench holder = new TestBench(home, gateway.origin()).start();
        ProgramRun doctor = ProgramRun.start(directory, environment, "doctor")) {
      assertThat(doctor.exitCode()).as(doctor.out()).isEqualTo(ExitCode.OK);
      assertThat(doctor.out())
          .contains("in use by process " + ProcessHandle.current().pid())
          .contains("nothing in it is broken", "version 11, this program knows 11");
      assertThat(holder.ledger().countByState()).isEmpty();
    }
  }
}

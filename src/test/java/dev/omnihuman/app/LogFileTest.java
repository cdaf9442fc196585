package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log in a file of its own. */
class LogFileTest {

  private static final Logger LOG = LoggerFactory.getLogger(LogFileTest.class);

  /** Tests are silent otherwise, and this one on standard output, too. */
  private static final ch.qos.logback.classic.Logger OURS =
      (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("dev.omnihuman");

  private final FakeGateway gateway = new FakeGateway().answers(Answer.completed("480p"));

  private static final ch.qos.logback.classic.Logger ROOT =
      (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  private final Level quiet = OURS.getLevel();
  private final Appender<ILoggingEvent> console = ROOT.getAppender("CONSOLE");

  @TempDir Path folder;
  private Path file;
  private TestBench bench;

  @BeforeEach
  void prepare() {
    OURS.setLevel(Level.INFO);
    ROOT.detachAppender(console);
    file = folder.resolve("logs/omnihuman.log");
    bench =
        new TestBench(folder.resolve("home"), gateway.origin())
            .with("omnihuman.log.file", file.toString());
  }

  @AfterEach
  void stop() {
    bench.close();
    gateway.close();
    OURS.setLevel(quiet);
    ROOT.addAppender(console);
  }

  @Test
  void it_tells_of_problems_as_long_as_the_program_works_and_never_the_key() throws Exception {
    gateway.submitsBring(Answer.refused(401, "Unauthorized", "Bad key " + TestBench.KEY));
    bench.start();
    LOG.warn("while it works");
    bench.dropJobs("clip");
    await().until(() -> !bench.ledger().closedGates().isEmpty());
    bench.stop();
    LOG.warn("when it has ended");

    assertThat(file)
        .content()
        .contains("WARN  while it works\n", "INFO  job clip", "KEY gate")
        .doesNotContain("when it has ended", TestBench.KEY);
  }

  @Test
  void it_is_put_aside_when_it_is_full_and_the_oldest_goes() throws Exception {
    bench.with("omnihuman.log.max-size", "1KiB").with("omnihuman.log.keep", "2").start();
    Path kept = file.resolveSibling("omnihuman.log.2");

    await()
        .until(
            () -> {
              LOG.warn("x".repeat(200));
              return Files.exists(kept);
            });
    String oldest = Files.readString(kept);
    await()
        .until(
            () -> {
              LOG.warn("y".repeat(200));
              return !Files.readString(kept).equals(oldest);
            });

    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files)
          .extracting(path -> path.getFileName().toString())
          .containsExactlyInAnyOrder("omnihuman.log", "omnihuman.log.1", "omnihuman.log.2");
    }
  }

  @Test
  void json_is_one_object_a_line() throws Exception {
    bench.with("omnihuman.log.format", "json").start();
    LOG.warn("said \"{}\"", "so\nmuch", new IllegalStateException("why"));
    bench.stop();

    List<String> lines = Files.readAllLines(file);
    JsonNode line = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("formattedMessage").asText()).isEqualTo("said \"so\nmuch\"");
    assertThat(line.path("throwable").path("message").asText()).isEqualTo("why");
  }

  @Test
  void a_full_disk_costs_lines_and_no_job() throws Exception {
    Path full = Path.of("/dev/full");
    assumeThat(full).as("a device that is always full").exists();
    bench.with("omnihuman.log.file", full.toString()).start();
    LOG.warn("nobody will read this");
    bench.dropJobs("clip");

    bench.awaitFiles("outbox/clip.mp4", "done/clip.json");
  }

  @Test
  void a_file_that_cannot_be_written_is_refused_before_anything_is_sent() throws Exception {
    Files.createDirectories(file);

    assertThatThrownBy(bench::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.log.file: " + file, "cannot be written");
    assertThatThrownBy(() -> LogFile.tellWhether(Settings.of(bench.properties()).log()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.log.file: " + file, "cannot be written");
  }

  @Test
  void a_percent_sign_in_its_path_is_refused() {
    bench.with("omnihuman.log.file", "/var/log/%d.log");

    assertThatThrownBy(() -> Settings.of(bench.properties()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.log.file", "/var/log/%d.log", "percent");
  }
}

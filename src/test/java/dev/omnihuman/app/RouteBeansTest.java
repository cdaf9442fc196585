package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.JobState;
import dev.omnihuman.settings.ApiKey;
import dev.omnihuman.settings.PropertyFiles;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.testing.RouteFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every bean that a route names is there when the program starts. */
class RouteBeansTest {

  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  @TempDir Path home;

  static Set<String> beansOfJobRoutes() {
    Set<String> names = new TreeSet<>();
    for (RouteFile file : RouteFile.all()) {
      if (!file.isSimulator()) {
        names.addAll(file.content().findValuesAsText("ref"));
      }
    }
    return names;
  }

  /** With everything that has a route of its own. */
  private TestBench bench() {
    return new TestBench(home, NOBODY)
        .with("omnihuman.notify.url", NOBODY + "/notices")
        .with("omnihuman.notify.kafka.brokers", "127.0.0.1:1")
        .with("omnihuman.notify.jms.url", "tcp://127.0.0.1:1")
        .with("omnihuman.intake.kafka.brokers", "127.0.0.1:1")
        .with("omnihuman.intake.jms.url", "tcp://127.0.0.1:1");
  }

  @Test
  void the_routes_start_with_the_beans_of_the_program() throws Exception {
    try (TestBench bench = bench().start()) {
      assertThat(bench.ledger().countByState()).doesNotContainKeys(JobState.values());
    }
  }

  @Test
  void the_simulators_routes_start_with_the_beans_of_the_simulator() throws Exception {
    PropertyFiles properties = PropertyFiles.load(null, Map.of());
    Settings.Simulator settings = Settings.of(properties).simulator();
    ApiKey key = ApiKey.ofSimulator("any");
    try (SimulatorServer server =
        SimulatorServer.start(properties, settings, key, 0, RouteFiles.find(null))) {
      assertThat(server.gateway().charged()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("beansOfJobRoutes")
  void the_program_does_not_start_when_a_route_names_a_bean_that_is_not_there(String bean)
      throws Exception {
    Path routes = Files.createDirectories(home.resolve("routes"));
    for (RouteFile file : RouteFile.all()) {
      if (!file.isSimulator()) {
        String text = file.text().replace("ref: " + bean, "ref: " + bean + "Misspelt");
        Files.writeString(routes.resolve(file.path().getFileName()), text);
      }
    }
    try (TestBench bench = bench()) {
      RouteFiles misspelt = new RouteFiles("file:" + routes + "/*.camel.yaml", "unused");
      assertThatThrownBy(() -> bench.start(misspelt)).hasStackTraceContaining(bean + "Misspelt");
    }
  }
}

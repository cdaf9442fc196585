package dev.omnihuman.rig;

import dev.omnihuman.app.ProgramRun;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.failpoint.Failpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The program over one home, started again and again. */
final class Program {

  private final Launch launch;
  private final Path directory;
  private final Map<String, String> settings = new HashMap<>();
  private final List<ProgramRun> runs = new ArrayList<>();
  private Path home;

  /**
   * @param directory where it is started and what it prints is kept; not the home
   */
  Program(Launch launch, Path directory) throws IOException {
    this.launch = launch;
    this.directory = directory;
    Path config = Files.createDirectories(directory.resolve("config"));
    // A stopping Camel waits for each queue's poll in turn: seconds, at each of hundreds of ends.
    Files.writeString(
        config.resolve("application.properties"), "camel.component.seda.default-poll-timeout=50\n");
  }

  Program over(Path home, URI gateway) {
    this.home = home;
    settings.putAll(TestBench.hurried(home, gateway));
    settings.put("omnihuman.poll.interval", "100ms");
    settings.put("omnihuman.folders.recursive", "true");
    settings.put("omnihuman.output.checksum", "sha256");
    settings.put("omnihuman.output.done-marker", "true");
    return this;
  }

  Program with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  Path home() {
    return home;
  }

  ProgramRun start(String command) throws IOException {
    return start(List.of(), command);
  }

  /**
   * @param time at which to stop there, from 1
   */
  ProgramRun startAndStopAt(Failpoint place, int time, String command) throws IOException {
    return start(List.of("-Dfailpoint=" + place + ":" + time), command);
  }

  private ProgramRun start(List<String> options, String command) throws IOException {
    ProgramRun run =
        ProgramRun.start(
            directory, ProgramRun.environment(settings), launch.with(options), command);
    runs.add(run);
    return run;
  }

  /** All that all runs have printed so far. */
  String out() throws IOException {
    StringBuilder all = new StringBuilder();
    for (ProgramRun run : runs) {
      String out = run.out();
      // The line at which a kill cut it off must not run into the next one.
      all.append(out, 0, out.lastIndexOf('\n') + 1);
    }
    return all.toString();
  }

  RunLog log() throws IOException {
    return RunLog.of(out());
  }
}

package dev.omnihuman.app;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.settings.PropertyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The program as people start it: a process of its own, in a working directory of its own. */
public final class ProgramRun implements AutoCloseable {

  private static final long LONGEST_SECONDS = 90;

  private final Process process;
  private final Path out;
  private final Path err;

  private ProgramRun(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * @param directory the working directory
   * @param environment everything of ours that is set
   */
  static ProgramRun start(Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> launch = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
    launch.addAll(fromThisClassPath());
    return start(directory, environment, launch, arguments);
  }

  /** How a JVM is told to run the program that this one was started with. */
  public static List<String> fromThisClassPath() {
    return List.of("-cp", System.getProperty("java.class.path"), Main.class.getName());
  }

  /**
   * @param launch options of the JVM, and the program
   */
  public static ProgramRun start(
      Path directory, Map<String, String> environment, List<String> launch, String... arguments)
      throws IOException {
    Files.createDirectories(directory);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(launch);
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(directory, "out-", ".txt");
    Path err = Files.createTempFile(directory, "err-", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(OMNIHUMAN|PIXAZO)_.*"));
    // Tests run beside each other and beside whatever has the usual port.
    builder.environment().put("OMNIHUMAN_HTTP_PORT", "0");
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new ProgramRun(builder.start(), out, err);
  }

  /** Settings as environment variables, and the key. */
  public static Map<String, String> environment(Map<String, String> settings) {
    Map<String, String> environment = new TreeMap<>();
    settings.forEach((key, value) -> environment.put(PropertyFiles.variable(key), value));
    environment.put("PIXAZO_API_KEY", TestBench.KEY);
    return environment;
  }

  /** What it exits with. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the program did not end within " + LONGEST_SECONDS + " s");
    }
    return process.exitValue();
  }

  /** Waits until something is so, as long as the program runs. */
  public void await(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(LONGEST_SECONDS))
        .failFast(() -> assertThat(process.isAlive()).as(out() + err()).isTrue())
        .until(condition);
  }

  /** Lets it run for so long; it must not end by itself. */
  public void letRun(Duration time) throws InterruptedException, IOException {
    boolean ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(ended).as(out() + err()).isFalse();
  }

  /** As {@code kill -9} does it; returns when it is dead. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /** As {@code kill} does it. */
  void terminate() {
    process.destroy();
  }

  /** As Ctrl-C does it. */
  void interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", String.valueOf(pid())).start().waitFor();
  }

  public long pid() {
    return process.pid();
  }

  public String out() throws IOException {
    return Files.readString(out);
  }

  /**
   * Without what a newer JVM itself says of native access: our jar's manifest grants it, but these
   * runs start from folders of classes.
   */
  public String err() throws IOException {
    return Files.readString(err).lines().filter(line -> !isOfTheJvm(line)).collect(joining("\n"));
  }

  private static boolean isOfTheJvm(String line) {
    return line.startsWith("WARNING: ") || line.isBlank();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

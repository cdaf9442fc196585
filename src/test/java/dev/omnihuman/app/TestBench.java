package dev.omnihuman.app;

import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.report.ReportFile;
import dev.omnihuman.settings.ApiKey;
import dev.omnihuman.settings.KeyInUse;
import dev.omnihuman.settings.PropertyFiles;
import dev.omnihuman.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The whole product over one home, in this process, in a hurry. */
public final class TestBench implements AutoCloseable {

  public static final String KEY = "canary-7b1d5f0c93e24a68";

  private static final Duration LONGEST_JOURNEY = Duration.ofSeconds(60);

  private final Path home;
  private final Map<String, String> set = new HashMap<>();
  private KeyInUse key = KeyInUse.of(ApiKey.ofSimulator(KEY));
  private Engine engine;

  public TestBench(Path home, URI gateway) {
    this.home = home;
    set.putAll(hurried(home, gateway));
  }

  /** The settings of every test, by their keys. */
  public static Map<String, String> hurried(Path home, URI gateway) {
    return Map.of(
        "omnihuman.home", home.toString(),
        "omnihuman.gateway.base-url", gateway.toString(),
        "omnihuman.allow-http", "true",
        "omnihuman.http.port", "0",
        "omnihuman.disk.min-free", "1MiB",
        "omnihuman.poll.interval", "200ms",
        "omnihuman.ledger.tick", "50ms",
        "omnihuman.intake.scan-interval", "50ms",
        "omnihuman.intake.settle-time", "1s");
  }

  public TestBench with(String key, String value) {
    set.put(key, value);
    return this;
  }

  /** With the key that a file holds, which may be replaced. */
  TestBench withKeyFrom(Path file) {
    key = KeyInUse.find(file.toString(), Map.of());
    return this;
  }

  public TestBench start() throws Exception {
    return start(RouteFiles.find(null));
  }

  TestBench start(RouteFiles routes) throws Exception {
    PropertyFiles properties = properties();
    Settings settings = Settings.of(properties);
    CamelSettings camelSettings = new CamelSettings(properties, settings, routes);
    engine = Engine.start(settings, key, camelSettings, WhenPortIsTaken.REFUSE);
    return this;
  }

  /** What a batch over this home exits with. */
  int batch() throws IOException, InterruptedException {
    return batch(null, new StringWriter());
  }

  int batch(ReportFile report, StringWriter out) throws IOException, InterruptedException {
    Terminal pipe = TestTerminal.pipe();
    return new Batch(engine, pipe, report, new PrintWriter(out, true)).untilTheEnd();
  }

  PropertyFiles properties() {
    return PropertyFiles.load(null, Map.of()).with(set);
  }

  /** It can be started again. */
  public void stop() {
    if (engine != null) {
      engine.close();
    }
  }

  /** A manifest that asks for no resolution; its picture is called like the file. */
  public static String manifest(String stem) {
    return """
        {"image_url": "%s", "audio_url": "https://example.com/%s.mp3"}
        """
        .formatted(image(stem), stem);
  }

  public static String image(String stem) {
    return "https://example.com/" + stem + ".png";
  }

  /** Drops {@link #manifest manifests}, each called {@code stem.json}. */
  public void dropJobs(String... stems) throws IOException {
    for (String stem : stems) {
      drop(stem + ".json", manifest(stem));
    }
  }

  /** As a careful program drops a file: written under a hidden name, then renamed. */
  public void drop(String fileName, String manifest) throws IOException {
    drop(home, fileName, manifest);
  }

  public static void drop(Path home, String fileName, String manifest) throws IOException {
    Path file = home.resolve("inbox").resolve(fileName);
    Files.createDirectories(file.resolveSibling(""));
    Path hidden = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.writeString(hidden, manifest);
    Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Waits as people do: until files have appeared in the folders. */
  public void awaitFiles(String... files) {
    awaitFiles(home, files);
  }

  static void awaitFiles(Path home, String... files) {
    await()
        .atMost(LONGEST_JOURNEY)
        .until(() -> Stream.of(files).map(home::resolve).allMatch(Files::exists));
  }

  Engine engine() {
    return engine;
  }

  public JobLedger ledger() {
    return engine.ledger();
  }

  /** The job whose manifest was called {@code stem.json}. */
  public Job job(String stem) {
    return ledger().findByManifest(stem + ".json").orElseThrow();
  }

  public Path path(String file) {
    return home.resolve(file);
  }

  String text(String file) throws IOException {
    return Files.readString(path(file));
  }

  /** The names in a folder, hidden ones left out. */
  List<String> names(String folder) throws IOException {
    return names(path(folder));
  }

  public static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Override
  public void close() {
    stop();
  }
}

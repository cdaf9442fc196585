package dev.omnihuman.app;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.report.ReportFile;
import dev.omnihuman.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the main job on the embedded simulator, with three sample manifests. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Runs three sample jobs on the embedded simulator, in data/demo of the working directory,"
            + " which is emptied first.")
final class DemoCommand implements Callable<Integer> {

  private static final Path HOME = Path.of("data", "demo").toAbsolutePath();
  private static final List<String> SAMPLES =
      List.of("greeting.json", "announcement.json", "lesson.json");

  @Mixin private final Options options = new Options();
  @Mixin private final ReportOption reporting = new ReportOption();
  @Spec private CommandSpec spec;

  @Option(names = "--keep", description = "Stays up when the jobs are done, until stopped.")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    ReportFile report = reporting.tried(Folders.under(HOME));
    Terminal terminal = SystemTerminal.find();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("Demo: three jobs on the embedded simulator. No key, no money, no network.%n");
    out.printf("Its folders are under %s%n%n", HOME);
    out.flush();
    Map<String, String> quick = Map.of("omnihuman.poll.interval", "1s");
    try (Workplace workplace = Workplace.practice(options, HOME, quick)) {
      workplace
          .engine()
          .page()
          .ifPresentOrElse(
              page -> out.printf("Watch it at %s%n%n", page),
              () -> tellOfThePort(workplace.engine().settings().web(), out));
      out.flush();
      Folders folders = workplace.engine().settings().folders();
      for (String sample : SAMPLES) {
        drop(sample, folders.inbox());
      }
      int exitCode = new Batch(workplace.engine(), terminal, report, out).untilTheEnd();
      listVideos(folders.outbox(), out);
      if (keep) {
        out.printf("%nStill watching %s; stop with Ctrl-C.%n", folders.inbox());
        out.flush();
        workplace.engine().dropped().keepCountsOnly();
        workplace.engine().awaitSignal();
      }
      return exitCode;
    }
  }

  /** Who wanted the page and sees none should not have to look for the reason in the log. */
  private static void tellOfThePort(Settings.Web web, PrintWriter out) {
    if (web.isOpen()) {
      out.printf(
          "Without its page: port %d cannot be used. Another one: OMNIHUMAN_HTTP_PORT=8081, or"
              + " omnihuman.http.port in config/application.properties.%n%n",
          web.address().getPort());
    }
  }

  /** As a careful program drops a file: written under a hidden name, then renamed. */
  private static void drop(String sample, Path inbox) throws IOException {
    Path hidden = inbox.resolve("." + sample + ".tmp");
    try (InputStream manifest =
        DemoCommand.class.getResourceAsStream("/dev/omnihuman/examples/" + sample)) {
      Files.copy(
          Objects.requireNonNull(manifest, sample), hidden, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(hidden, inbox.resolve(sample), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void listVideos(Path outbox, PrintWriter out) throws IOException {
    try (DirectoryStream<Path> videos = Files.newDirectoryStream(outbox, "*.mp4")) {
      for (Path video : videos) {
        out.printf("  %s%n", video);
      }
    }
    out.flush();
  }
}

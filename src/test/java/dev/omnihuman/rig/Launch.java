package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.app.ProgramRun;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a rig starts the program: the jar that {@code rig.jar} names, with an archive of its classes
 * made once, because a rig starts it hundreds of times; else from the class path of the tests.
 */
record Launch(List<String> options, List<String> program) {

  private static final List<String> SMALL =
      List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  static Launch prepare(Path directory) throws Exception {
    String jar = System.getProperty("rig.jar", "");
    if (jar.isEmpty()) {
      return new Launch(SMALL, ProgramRun.fromThisClassPath());
    }
    assertThat(Path.of(jar)).as("rig.jar").isRegularFile();
    Launch plain = new Launch(SMALL, List.of("-jar", jar));
    Path archive = directory.resolve("classes.jsa");
    plain.archiveClassesIn(archive, directory.resolve("archiving"));
    // Only to save time: some JVMs break down while they write it.
    return Files.exists(archive) ? plain.with("-XX:SharedArchiveFile=" + archive) : plain;
  }

  /** With no job at all, because lambdas of ours have made JDK 17 crash here. */
  private void archiveClassesIn(Path archive, Path directory) throws Exception {
    Program program = new Program(with("-XX:ArchiveClassesAtExit=" + archive), directory);
    program.over(directory.resolve("home"), URI.create("http://127.0.0.1:9"));
    try (ProgramRun batch = program.start("batch")) {
      batch.exitCode();
    }
  }

  private Launch with(String option) {
    List<String> more = new ArrayList<>(options);
    more.add(option);
    // What the JVM says of its archive is not the program's word.
    more.add("-Xlog:disable");
    return new Launch(more, program);
  }

  List<String> with(List<String> more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(more);
    all.addAll(program);
    return all;
  }
}

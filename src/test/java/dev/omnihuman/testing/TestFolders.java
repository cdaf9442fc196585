package dev.omnihuman.testing;

import dev.omnihuman.folders.Folders;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** The folders of a home, as they are at the first start. */
public final class TestFolders {

  private TestFolders() {}

  public static Folders in(Path home) throws IOException {
    Folders folders =
        new Folders(
            home,
            home.resolve("inbox"),
            home.resolve("outbox"),
            new Folders.Filed(
                home.resolve("working"),
                home.resolve("done"),
                home.resolve("failed"),
                home.resolve("rejected")));
    for (Path folder : folders.bySetting().values()) {
      Files.createDirectories(folder);
    }
    return folders;
  }

  /** The names in a folder, sorted. */
  public static List<String> names(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return StreamSupport.stream(entries.spliterator(), false)
          .map(entry -> entry.getFileName().toString())
          .sorted()
          .toList();
    }
  }
}

package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * An ext4 file system inside a file. What the file holds at a moment is what a disk holds when the
 * power goes at that moment: whatever nobody has flushed is missing.
 */
final class LoopDisk {

  private static final long SIZE = 96L << 20;
  private static final int MOST_COPIES = 50;

  private final Path mountPoint;
  private Path image;
  private boolean mounted;
  private int cuts;

  private LoopDisk(Path image, Path mountPoint) {
    this.image = image;
    this.mountPoint = mountPoint;
  }

  /** A new, empty disk. */
  static LoopDisk mount(Path directory) throws Exception {
    assertThat(System.getProperty("os.name")).as("this rig mounts disks").isEqualTo("Linux");
    assertThat(output("id", "-u")).as("only root may mount").isEqualTo("0");
    Path image = directory.resolve("disk-0.img");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    output("mkfs.ext4", "-q", "-F", image.toString());
    LoopDisk disk = new LoopDisk(image, Files.createDirectories(directory.resolve("disk")));
    disk.mount();
    return disk;
  }

  Path path() {
    return mountPoint;
  }

  /** Without the kernel's own flush every five seconds, which forgives a missing one of ours. */
  private void mount() throws Exception {
    output("mount", "-o", "loop,commit=600", image.toString(), mountPoint.toString());
    mounted = true;
  }

  /** What a power cut would leave now. All who write to the disk must stand still. */
  Path snapshot() throws IOException {
    Path copy = image.resolveSibling("disk-" + ++cuts + ".img");
    for (int n = 0; n < MOST_COPIES; n++) {
      Files.copy(image, copy, StandardCopyOption.REPLACE_EXISTING);
      // If nothing was written while both were read, the copy is of one moment.
      if (Files.mismatch(image, copy) < 0) {
        return copy;
      }
    }
    throw new AssertionError("the kernel wrote to " + image + " all the time");
  }

  /** Puts another image in this one's place; the file system's journal is replayed. */
  void replaceBy(Path snapshot) throws Exception {
    unmount();
    Files.delete(image);
    image = snapshot;
    mount();
  }

  /** Can be called twice. */
  void unmount() throws Exception {
    if (mounted) {
      output("umount", mountPoint.toString());
      mounted = false;
    }
  }

  /** What a command of the system prints; it must succeed. */
  static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    return output.strip();
  }
}

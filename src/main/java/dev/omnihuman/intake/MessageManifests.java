package dev.omnihuman.intake;

import dev.omnihuman.digest.Sha256;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Origin;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * From a message to its manifest, by the rules for files. A message lies in no folder; what stands
 * for its file is a name that no other message has.
 */
public record MessageManifests(Naming naming) {

  private static final int SHORT = 8;
  private static final int LONG = 32;

  /**
   * Reads a message.
   *
   * @param id the same however often it is delivered, and no other message's
   * @param title what its video is called if the message does not say; taken if it may be a name
   * @param bytes all of it
   */
  public Reading read(String id, String title, byte[] bytes) {
    String hash = Sha256.hex(id.getBytes(StandardCharsets.UTF_8));
    String name = OutputName.fault(title).isEmpty() ? title : "video-" + hash.substring(0, SHORT);
    return read(id, name + ".json", "message-" + hash.substring(0, LONG) + ".json", bytes);
  }

  /**
   * @param named the file name by which its video is called if the message does not say
   * @param filed what stands for its file
   */
  Reading read(String id, String named, String filed, byte[] bytes) {
    Reading reading = ManifestReader.read(named, bytes);
    if (!(reading instanceof Reading.Whole whole)) {
      return reading;
    }
    Manifest manifest = whole.manifest().filedAs(filed).from(Origin.ofMessage(id));
    List<Problem> problems = naming.problems(manifest);
    return problems.isEmpty() ? new Reading.Whole(manifest) : new Reading.Bad(problems);
  }
}

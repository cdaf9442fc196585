package dev.omnihuman.folders;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where everything lies.
 *
 * @param home ours alone: ledger, lock, temporary files; a local disk
 * @param inbox where manifests are dropped
 * @param outbox where finished videos appear
 * @param filed where manifests go from the inbox
 * @param recursive whether manifests in the inbox's sub-folders are taken too
 */
public record Folders(Path home, Path inbox, Path outbox, Filed filed, boolean recursive) {

  /** Where only the inbox itself is looked through. */
  public Folders(Path home, Path inbox, Path outbox, Filed filed) {
    this(home, inbox, outbox, filed, false);
  }

  /** All of them under the home, by their own names. */
  public static Folders under(Path home) {
    return new Folders(
        home,
        home.resolve("inbox"),
        home.resolve("outbox"),
        new Filed(
            home.resolve("working"),
            home.resolve("done"),
            home.resolve("failed"),
            home.resolve("rejected")));
  }

  public Folders withRecursive(boolean subFoldersToo) {
    return new Folders(home, inbox, outbox, filed, subFoldersToo);
  }

  /**
   * The folders of manifests that have left the inbox; all must share the inbox's file system.
   *
   * @param working taken and not finished
   * @param done every job was delivered
   * @param failed ended badly, each with its reason
   * @param rejected never was a job
   */
  public record Filed(Path working, Path done, Path failed, Path rejected) {}

  /** Where downloads grow: in the outbox's own file system, so that publishing is a rename. */
  public Path parts() {
    return outbox.resolve(".parts");
  }

  /** Every folder with the setting that names it, in the order in which people meet them. */
  public Map<String, Path> bySetting() {
    Map<String, Path> all = new LinkedHashMap<>();
    all.put("omnihuman.home", home);
    all.put("omnihuman.folders.inbox", inbox);
    all.put("omnihuman.folders.working", filed.working());
    all.put("omnihuman.folders.outbox", outbox);
    all.put("omnihuman.folders.done", filed.done());
    all.put("omnihuman.folders.failed", filed.failed());
    all.put("omnihuman.folders.rejected", filed.rejected());
    return all;
  }
}

package dev.omnihuman.rig;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FakeGateway.Charge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says whether the promises were kept, from what others know: the gateway's bill and the folders.
 * The ledger is not asked, because it is the accused.
 */
final class Judge {

  private static final List<String> FOLDERS =
      List.of("inbox", "working", "outbox", "done", "failed", "rejected");

  private final FakeGateway gateway;
  private final Path home;
  private final List<String> complaints = new ArrayList<>();
  private final Map<String, Set<String>> found = new java.util.TreeMap<>();

  private Judge(FakeGateway gateway, Path home) {
    this.gateway = gateway;
    this.home = home;
  }

  /** At any moment: whatever has a name in the outbox is whole, and nothing is paid for twice. */
  static void findsNothingHalf(FakeGateway gateway, Path home, String log) throws IOException {
    Judge judge = new Judge(gateway, home);
    judge.look();
    judge.checkBill(Set.of());
    for (String name : judge.in("outbox")) {
      judge.checkNameInOutbox(name);
    }
    assertThat(judge.complaints).as(log).isEmpty();
  }

  /**
   * At the end.
   *
   * @param dropped the stems of all manifests
   * @param mayBeInDoubt those whose submit may have been under way when the program was killed
   * @return those that are in doubt
   */
  static Set<String> finds(
      FakeGateway gateway, Path home, Set<String> dropped, Set<String> mayBeInDoubt, String log)
      throws IOException {
    Judge judge = new Judge(gateway, home);
    judge.look();
    judge.checkBill(dropped);
    Set<String> inDoubt = new HashSet<>();
    for (String stem : dropped) {
      if (judge.checkEnd(stem)) {
        inDoubt.add(stem);
        if (!mayBeInDoubt.contains(stem)) {
          judge.complaints.add(stem + " is in doubt, but no kill came while it was submitted");
        }
      }
    }
    judge.checkNothingElseIsThere();
    assertThat(judge.complaints).as(log).isEmpty();
    return inDoubt;
  }

  private void look() throws IOException {
    for (String folder : FOLDERS) {
      Path path = home.resolve(folder);
      found.put(folder, Files.exists(path) ? filesBeneath(path) : new HashSet<>());
    }
  }

  /** As people see them: hidden files and folders left out. */
  private static Set<String> filesBeneath(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !Files.isDirectory(path))
          .map(path -> folder.relativize(path).toString())
          .filter(name -> !name.startsWith(".") && !name.contains("/."))
          .collect(Collectors.toCollection(HashSet::new));
    }
  }

  private Set<String> in(String folder) {
    return found.get(folder);
  }

  /**
   * @param dropped empty: not known
   */
  private void checkBill(Set<String> dropped) {
    Set<String> images = new HashSet<>();
    dropped.forEach(stem -> images.add(TestBench.image(stem)));
    gateway.charges().stream()
        .collect(groupingBy(Charge::body))
        .forEach(
            (body, charges) -> {
              if (charges.size() > 1) {
                complaints.add("charged %d times: %s".formatted(charges.size(), body));
              }
              if (!dropped.isEmpty() && !images.contains(charges.get(0).image())) {
                complaints.add("charged, but nobody asked for it: " + body);
              }
            });
  }

  private void checkNameInOutbox(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(home.resolve("outbox").resolve(name));
    if (name.endsWith(".json")) {
      new ObjectMapper().readTree(bytes);
    } else if (name.endsWith(".sha256")) {
      checkChecksum(name);
    } else if (name.endsWith(".done")) {
      String stem = name.substring(0, name.length() - ".done".length());
      for (String other : List.of(stem + ".mp4", stem + ".json", stem + ".mp4.sha256")) {
        if (!in("outbox").contains(other)) {
          complaints.add("outbox/%s is there before %s".formatted(name, other));
        }
      }
    } else if (gateway.charges().stream().noneMatch(it -> Arrays.equals(video(it), bytes))) {
      complaints.add("outbox/%s (%d bytes) is no whole video".formatted(name, bytes.length));
    }
  }

  private void checkChecksum(String name) throws IOException {
    Path file = home.resolve("outbox").resolve(name);
    String fileName = String.valueOf(file.getFileName());
    String video = fileName.substring(0, fileName.length() - ".sha256".length());
    String hash = sha256(Files.readAllBytes(file.resolveSibling(video)));
    if (!Files.readString(file).equals("%s  %s\n".formatted(hash, video))) {
      complaints.add("outbox/" + name + " is not the checksum of its video");
    }
  }

  private static byte[] video(Charge charge) {
    return FakeGateway.video("480p.mp4", charge.requestId());
  }

  /**
   * @return whether it is in doubt
   */
  private boolean checkEnd(String stem) throws IOException {
    List<Charge> charges =
        gateway.charges().stream()
            .filter(charge -> charge.image().equals(TestBench.image(stem)))
            .toList();
    if (take("done", stem + ".json")) {
      if (charges.isEmpty()) {
        complaints.add(stem + " is done, but was never charged");
      } else {
        checkDelivery(stem, charges.get(0));
      }
      return false;
    }
    if (!take("working", stem + ".json")) {
      complaints.add(
          "%s is neither done nor held; charged %d times".formatted(stem, charges.size()));
      return false;
    }
    if (!take("working", stem + ".held.txt")) {
      complaints.add(stem + " is in working/ and nothing says why");
    }
    return true;
  }

  private void checkDelivery(String stem, Charge charge) throws IOException {
    byte[] served = video(charge);
    for (String ending : List.of(".mp4", ".json", ".mp4.sha256", ".done")) {
      if (!take("outbox", stem + ending)) {
        complaints.add("%s is done, but its %s is not in the outbox".formatted(stem, ending));
        return;
      }
    }
    checkChecksum(stem + ".mp4.sha256");
    Path outbox = home.resolve("outbox");
    if (!Arrays.equals(Files.readAllBytes(outbox.resolve(stem + ".mp4")), served)) {
      complaints.add(stem + ".mp4 is not what the gateway served for " + charge.requestId());
    }
    JsonNode sidecar = new ObjectMapper().readTree(outbox.resolve(stem + ".json").toFile());
    JsonNode video = sidecar.path("videos").path(0);
    if (!sidecar.path("request_id").asText().equals(charge.requestId())
        || !video.path("file").asText().equals(stem.substring(stem.indexOf('/') + 1) + ".mp4")
        || video.path("size").asLong() != served.length
        || !video.path("sha256").asText().equals(sha256(served))) {
      complaints.add(stem + ".json does not tell of its video: " + sidecar);
    }
  }

  private boolean take(String folder, String name) {
    return in(folder).remove(name);
  }

  /** A second name for a video, a manifest in two folders, a note that nobody needs. */
  private void checkNothingElseIsThere() {
    found.forEach(
        (folder, names) ->
            names.forEach(name -> complaints.add(folder + "/" + name + " is extra")));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

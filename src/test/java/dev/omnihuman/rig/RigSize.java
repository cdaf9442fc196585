package dev.omnihuman.rig;

import dev.omnihuman.failpoint.Failpoint;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** How long the rigs run: {@code -Drig.…} of Maven. */
final class RigSize {

  private RigSize() {}

  /** How often the program is killed at each failpoint. */
  static int repeats() {
    return Integer.getInteger("rig.repeats", 3);
  }

  /** How often it is killed at random. */
  static int kills() {
    return Integer.getInteger("rig.kills", 60);
  }

  /** How many downloads are cut. */
  static int transfers() {
    return Integer.getInteger("rig.transfers", 50);
  }

  /** How often the power is cut at random. */
  static int cuts() {
    return Integer.getInteger("rig.cuts", 8);
  }

  /** How many messages a broker hands over. */
  static int messages() {
    return Integer.getInteger("rig.messages", 1_000);
  }

  /** How often the program is killed while it takes them. */
  static int busKills() {
    return Integer.getInteger("rig.bus-kills", 5);
  }

  /** How many misfortunes befall the nodes of a cluster. */
  static int faults() {
    return Integer.getInteger("rig.faults", 60);
  }

  /** How many jobs the nodes of a cluster get meanwhile. */
  static int clusterJobs() {
    return Integer.getInteger("rig.cluster-jobs", 1_000);
  }

  /** How long the database of a cluster is away. */
  static Duration away() {
    return Duration.ofSeconds(Integer.getInteger("rig.away", 15));
  }

  /** How many nodes work at once, in turn. */
  static List<Integer> nodes() {
    return Stream.of(System.getProperty("rig.nodes", "1,2,4").split(","))
        .map(Integer::valueOf)
        .toList();
  }

  /** How often each number of nodes works. */
  static int rounds() {
    return Integer.getInteger("rig.rounds", 3);
  }

  /** How many jobs they get each time. */
  static int paceJobs(int usual) {
    return Integer.getInteger("rig.pace-jobs", usual);
  }

  /** What makes a random run happen again, as far as two processes can. */
  static long seed() {
    return Long.getLong("rig.seed", System.nanoTime());
  }

  /** All of them, or those that {@code rig.failpoints} names, with commas between. */
  static List<Failpoint> failpoints() {
    String named = System.getProperty("rig.failpoints", "");
    return named.isEmpty()
        ? List.of(Failpoint.values())
        : Stream.of(named.split(",")).map(Failpoint::valueOf).toList();
  }
}

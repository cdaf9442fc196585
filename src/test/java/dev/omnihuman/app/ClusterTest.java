package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.ListedJob;
import dev.omnihuman.ledger.NodeLedger.Node;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FreePort;
import dev.omnihuman.testing.PostgresServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several nodes over one PostgreSQL ledger, each the whole product. */
class ClusterTest {

  @TempDir Path folder;

  private final FakeGateway gateway = new FakeGateway();
  private final List<TestBench> nodes = new ArrayList<>();
  private String ledger;

  @BeforeEach
  void make() throws Exception {
    ledger = PostgresServer.newAddress();
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestBench::close);
    gateway.close();
  }

  private TestBench node(String name) {
    TestBench node =
        new TestBench(folder.resolve(name), gateway.origin())
            .with("omnihuman.ledger.url", ledger)
            .with("omnihuman.node.name", name)
            .with("omnihuman.node.beat", "500ms")
            .with("omnihuman.node.lease", "3s");
    nodes.add(node);
    return node;
  }

  /** One whose inbox, and the folders beside it, and whose outbox are everybody's. */
  private TestBench sharing(String name) {
    return node(name)
        .with("omnihuman.folders.inbox", folder.resolve("share/inbox").toString())
        .with("omnihuman.folders.outbox", folder.resolve("share/outbox").toString());
  }

  private void dropIntoShare(String... stems) throws Exception {
    for (String stem : stems) {
      TestBench.drop(folder.resolve("share"), stem + ".json", TestBench.manifest(stem));
    }
  }

  @Test
  void two_nodes_share_an_inbox_and_make_each_video_once() throws Exception {
    sharing("one").start();
    sharing("two").start();
    String[] stems = IntStream.range(0, 40).mapToObj(n -> "clip-" + n).toArray(String[]::new);

    dropIntoShare(stems);

    await().atMost(Duration.ofSeconds(60)).until(() -> files("share/done").size() == stems.length);
    assertThat(gateway.submits()).hasSize(stems.length);
    assertThat(files("share/outbox")).hasSize(2 * stems.length);
    assertThat(files("share/working")).isEmpty();
  }

  @Test
  void what_is_dropped_at_a_node_is_found_beside_its_inbox() throws Exception {
    TestBench one = node("one").start();
    TestBench two = node("two").start();

    one.dropJobs("here");
    two.dropJobs("there", "here-too");

    one.awaitFiles("outbox/here.mp4", "done/here.json");
    two.awaitFiles("outbox/there.mp4", "done/there.json", "done/here-too.json");
    assertThat(one.names("outbox")).containsExactly("here.json", "here.mp4");
  }

  @Test
  void the_same_content_is_paid_for_once_wherever_it_is_dropped() throws Exception {
    TestBench one = node("one").start();
    TestBench two = node("two").start();

    one.dropJobs("clip");
    two.dropJobs("clip");

    await()
        .until(
            () ->
                Files.exists(one.path("done/clip.duplicate.txt"))
                    || Files.exists(two.path("done/clip.duplicate.txt")));
    await().until(() -> count(JobState.DELIVERED) == 1);
    assertThat(gateway.submits()).hasSize(1);
  }

  @Test
  void a_node_that_starts_again_goes_on_where_it_was() throws Exception {
    TestBench one = node("one").start();
    String name = one.ledger().nodes().all().get(0).home();
    one.dropJobs("clip");
    one.awaitFiles("outbox/clip.mp4");
    one.stop();

    one.start();

    assertThat(one.ledger().nodes().all()).extracting(Node::home).containsExactly(name);
  }

  @Test
  void no_two_nodes_may_have_one_name() throws Exception {
    node("one").start();
    TestBench namesake = new TestBench(folder.resolve("other"), gateway.origin());
    namesake
        .with("omnihuman.ledger.url", ledger)
        .with("omnihuman.node.name", "one")
        .with("omnihuman.node.beat", "500ms")
        .with("omnihuman.node.lease", "3s");

    assertThatThrownBy(namesake::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("a node called one works from another home");
  }

  @Test
  void a_server_that_could_lose_a_commit_is_refused_before_anything_is_spent() throws Exception {
    PostgresServer.execute(ledger, "ALTER DATABASE %s SET synchronous_commit = off");
    TestBench one = node("one");
    one.dropJobs("clip");

    assertThatThrownBy(one::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("synchronous_commit = off");
    assertThat(gateway.submits()).isEmpty();
  }

  @Test
  void a_drained_node_begins_nothing_and_the_others_do_its_work() throws Exception {
    TestBench one = sharing("one").start();
    sharing("two").start();

    assertThat(one.ledger().nodes().drain("two", "an upgrade")).isTrue();
    assertThat(one.ledger().nodes().drain("nobody", "an upgrade")).isFalse();
    await().until(() -> !nodes.get(1).engine().mayBegin());
    dropIntoShare("a", "b", "c");

    await().until(() -> files("share/done").size() == 3);
    for (Job job : one.ledger().openOrEndedSince(Instant.EPOCH, "", 10)) {
      assertThat(one.ledger().events(job.id())).allMatch(event -> "one".equals(event.node()));
    }
    one.ledger().nodes().resume("two");
    await().until(() -> nodes.get(1).engine().mayBegin());
  }

  @Test
  void a_manifest_that_a_dead_node_took_and_told_nobody_of_is_swept_by_another() throws Exception {
    TestBench one = sharing("one").start();
    Path stranded = folder.resolve("share/working/stranded.json");
    Files.writeString(stranded, TestBench.manifest("stranded"));

    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> Files.exists(folder.resolve("share/done/stranded.json")));
    assertThat(one.job("stranded").state()).isEqualTo(JobState.DELIVERED);
  }

  @Test
  void people_see_the_nodes_and_which_of_them_did_each_step() throws Exception {
    TestBench one =
        node("one").with("omnihuman.http.port", String.valueOf(FreePort.next())).start();
    node("two").start();
    one.dropJobs("clip");
    one.awaitFiles("done/clip.json");
    one.ledger().nodes().drain("two", "an upgrade");

    JsonNode nodes = get(one, "/api/overview").path("nodes");
    assertThat(nodes).extracting(it -> it.path("name").asText()).containsExactly("one", "two");
    assertThat(nodes).allMatch(it -> it.path("jobs").asInt() == 0);
    assertThat(nodes.get(0).path("drained_at").isNull()).isTrue();
    assertThat(nodes.get(1).path("drained_at").asText()).isNotEmpty();
    assertThat(nodes.get(1).path("drained_for").asText()).isEqualTo("an upgrade");
    assertThat(nodes).allMatch(it -> it.hasNonNull("started_at") && it.hasNonNull("beat_at"));

    Job job = one.job("clip");
    JsonNode whole = get(one, "/api/jobs/" + job.id());
    for (String list : List.of("events", "timeline")) {
      assertThat(whole.path(list))
          .isNotEmpty()
          .allMatch(step -> List.of("one", "two").contains(step.path("node").asText()));
    }
    ListedJob listed = new ListedJob(job, job.times().acceptedAt());
    List<String> page =
        new JobPage(listed, List.of(), one.ledger().events(job.id())).lines("", "", Instant.now());
    assertThat(page).anyMatch(line -> line.matches(".* ACCEPTED -> SUBMITTING, by (one|two).*"));
  }

  private static JsonNode get(TestBench node, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.engine().page().orElseThrow().resolve(path)).build();
    String text =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    return new ObjectMapper().readTree(text);
  }

  private long count(JobState state) {
    return nodes.get(0).ledger().countByState().getOrDefault(state, 0L);
  }

  private Set<String> files(String name) throws Exception {
    Path path = folder.resolve(name);
    return Files.isDirectory(path) ? new TreeSet<>(TestBench.names(path)) : Set.of();
  }
}

package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.digest.Sha256;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.GenerateRequest;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.OutputRules;
import dev.omnihuman.job.OutputTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A name in the outbox is a whole video, is never replaced, and survives a crash anywhere. */
class OutboxTest {

  private static final Instant NOW = Instant.parse("2026-05-22T13:19:23Z");
  private static final OutputRules EVERYTHING =
      new OutputRules(OutputTemplate.DEFAULT, true, true, false);

  @TempDir private Path folder;
  private Path parts;
  private Outbox outbox;

  @BeforeEach
  void open_the_outbox() throws IOException {
    parts = Files.createDirectory(folder.resolve(".parts"));
    outbox = outbox(OutputRules.DEFAULT);
  }

  private Outbox outbox(OutputRules rules) {
    Folders.Filed filed = new Folders.Filed(folder, folder, folder, folder);
    return new FolderOutbox(new Folders(folder, folder, folder, filed), rules);
  }

  @Test
  void should_publish_a_video_with_its_sidecar() throws IOException {
    Job job = job("a", "clip");
    publish(job, "AAAA");

    assertThat(names()).containsExactly("clip.json", "clip.mp4");
    assertThat(folder.resolve("clip.mp4")).hasContent("AAAA");
    assertThat(parts).isEmptyDirectory();
    JsonNode sidecar = sidecar("clip");
    assertThat(sidecar.path("job").asText()).isEqualTo("a");
    assertThat(sidecar.path("manifest").asText()).isEqualTo("clip.json");
    assertThat(sidecar.path("request_id").asText()).isEqualTo("req-a");
    assertThat(sidecar.at("/request/image_url").asText()).isEqualTo("https://x/face.png");
    assertThat(sidecar.at("/request/audio_url").asText()).isEqualTo("https://x/a.mp3");
    assertThat(sidecar.path("attempts").asInt()).isEqualTo(1);
    assertThat(sidecar.at("/times/published_at").asText()).isEqualTo(NOW.toString());
    assertThat(sidecar.at("/videos/0/file").asText()).isEqualTo("clip.mp4");
    assertThat(sidecar.at("/videos/0/size").asLong()).isEqualTo(4);
    assertThat(sidecar.at("/videos/0/sha256").asText()).isEqualTo(sha256("AAAA"));
    assertThat(sidecar.toString()).doesNotContain("signature=geheim");
  }

  @Test
  void should_publish_several_videos_with_one_sidecar() throws IOException {
    publish(job("a", "clip"), "AAAA", "BBBB");

    assertThat(names()).containsExactly("clip.json", "clip_1.mp4", "clip_2.mp4");
    assertThat(folder.resolve("clip_2.mp4")).hasContent("BBBB");
    assertThat(sidecar("clip").path("videos")).hasSize(2);
  }

  @Test
  void should_number_the_videos_of_jobs_with_the_same_name() throws IOException {
    publish(job("a", "clip"), "AAAA");
    publish(job("b", "clip"), "BBBB");
    publish(job("c", "clip"), "AAAA");

    assertThat(names())
        .containsExactly(
            "clip-2.json", "clip-2.mp4", "clip-3.json", "clip-3.mp4", "clip.json", "clip.mp4");
    assertThat(folder.resolve("clip-2.mp4")).hasContent("BBBB");
    assertThat(sidecar("clip-2").at("/videos/0/file").asText()).isEqualTo("clip-2.mp4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.mp4", "clip.json"})
  void should_not_replace_a_file_of_somebody_else(String name) throws IOException {
    Files.writeString(folder.resolve(name), "CCCC");
    publish(job("a", "clip"), "AAAA");

    assertThat(folder.resolve(name)).hasContent("CCCC");
    assertThat(names()).containsExactly("clip-2.json", "clip-2.mp4", name);
  }

  @Test
  void should_not_replace_folders_and_links() throws IOException {
    Files.createDirectory(folder.resolve("clip.mp4"));
    Files.createSymbolicLink(folder.resolve("clip-2.mp4"), folder.resolve("nowhere"));
    Path elsewhere = Files.writeString(parts.resolve("elsewhere"), "AAAA");
    Files.createSymbolicLink(folder.resolve("clip-3.mp4"), elsewhere);
    publish(job("a", "clip"), "AAAA");

    assertThat(folder.resolve("clip-4.mp4")).hasContent("AAAA");
    assertThat(Files.isSymbolicLink(folder.resolve("clip-3.mp4"))).isTrue();
  }

  @Test
  void should_take_no_name_of_which_one_file_is_taken() throws IOException {
    Files.writeString(folder.resolve("clip_2.mp4"), "CCCC");
    publish(job("a", "clip"), "AAAA", "BBBB");

    assertThat(names())
        .containsExactly("clip-2.json", "clip-2_1.mp4", "clip-2_2.mp4", "clip_2.mp4");
  }

  @Test
  void should_take_up_its_own_video_after_a_crash_before_the_sidecar() throws IOException {
    Job job = job("a", "clip");
    Files.writeString(folder.resolve("clip.mp4"), "AAAA");
    Files.writeString(parts.resolve("a.json"), "{half a side");

    assertThat(outbox.findPublished(job)).isEmpty();
    publish(job, "AAAA");

    assertThat(names()).containsExactly("clip.json", "clip.mp4");
    assertThat(outbox.findPublished(job)).isPresent();
    assertThat(parts).isEmptyDirectory();
  }

  @Test
  void should_take_up_the_first_of_its_videos_after_a_crash_before_the_second() throws IOException {
    Files.writeString(folder.resolve("clip_1.mp4"), "AAAA");
    publish(job("a", "clip"), "AAAA", "BBBB");

    assertThat(names()).containsExactly("clip.json", "clip_1.mp4", "clip_2.mp4");
  }

  @Test
  void should_take_up_a_video_that_still_has_both_names_after_a_crash() throws IOException {
    Job job = job("a", "clip");
    FetchedFile file = fetched(job, 1, "AAAA");
    Files.createLink(folder.resolve("clip.mp4"), file.part());
    outbox.publish(job, List.of(file), NOW, bytes -> {});

    assertThat(names()).containsExactly("clip.json", "clip.mp4");
    assertThat(folder.resolve("clip.mp4")).hasContent("AAAA");
  }

  @Test
  void should_not_take_a_file_of_the_same_size_for_its_own() throws IOException {
    Files.writeString(folder.resolve("clip.mp4"), "CCCC");
    publish(job("a", "clip"), "AAAA");

    assertThat(names()).containsExactly("clip-2.json", "clip-2.mp4", "clip.mp4");
  }

  @Test
  void should_know_what_it_has_published_under_any_number() throws IOException {
    Job first = job("a", "clip");
    Job second = job("b", "clip");
    publish(first, "AAAA");
    assertThat(outbox.findPublished(second)).isEmpty();
    publish(second, "BBBB");

    Outbox afterRestart = outbox(OutputRules.DEFAULT);
    assertThat(afterRestart.findPublished(first)).isPresent();
    assertThat(afterRestart.findPublished(second)).isPresent();
    assertThat(afterRestart.findPublished(job("c", "clip"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7", "{\"job\": {}}", "\0\1\2", "{\"job\": \"b\"}"})
  void should_not_take_any_json_for_its_sidecar(String content) throws IOException {
    Files.writeString(folder.resolve("clip.json"), content);

    assertThat(outbox.findPublished(job("a", "clip"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void should_give_each_of_eight_threads_a_name_of_its_own(boolean sameBytes) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    CyclicBarrier start = new CyclicBarrier(8);
    List<Future<Void>> published = new ArrayList<>();
    for (int n = 1; n <= 8; n++) {
      Job job = job("job" + n, "clip");
      String bytes = sameBytes ? "AAAA" : "AAA" + n;
      Callable<Void> publishing =
          () -> {
            start.await();
            publish(job, bytes);
            return null;
          };
      published.add(threads.submit(publishing));
    }
    for (Future<Void> one : published) {
      one.get();
    }
    threads.shutdown();

    List<String> videos = names().stream().filter(name -> name.endsWith(".mp4")).toList();
    assertThat(videos).hasSize(8).doesNotHaveDuplicates();
    for (int n = 1; n <= 8; n++) {
      assertThat(outbox.findPublished(job("job" + n, "clip"))).isPresent();
    }
    assertThat(parts).isEmptyDirectory();
  }

  @Test
  void should_publish_into_the_sub_folder_of_the_manifest() throws IOException {
    Job one = named("a", "one/clip");
    Job two = named("b", "two/deep/clip");
    publish(one, "AAAA");
    publish(two, "BBBB", "CCCC");

    assertThat(outbox.findPublished(one)).contains(List.of("one/clip.mp4"));
    assertThat(outbox.findPublished(two))
        .contains(List.of("two/deep/clip_1.mp4", "two/deep/clip_2.mp4"));
    assertThat(folder.resolve("two/deep/clip_2.mp4")).hasContent("CCCC");
    assertThat(sidecar("one/clip").at("/videos/0/file").asText()).isEqualTo("clip.mp4");
    assertThat(parts).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"link/clip", "../clip", "/clip", "sub/../../clip"})
  void should_publish_nothing_beyond_its_folder(String output) throws IOException {
    Path elsewhere = Files.createDirectory(parts.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("link"), elsewhere);
    Job job = named("a", output);
    FetchedFile file = fetched(job, 1, "AAAA");

    assertThatThrownBy(() -> outbox.findPublished(job)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> outbox.publish(job, List.of(file), NOW, bytes -> {}))
        .isInstanceOf(IOException.class);

    assertThat(file.part()).hasContent("AAAA");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void should_put_a_checksum_beside_each_video_and_one_marker_for_the_job() throws IOException {
    outbox = outbox(EVERYTHING);
    publish(job("a", "clip"), "AAAA");
    publish(job("b", "pair"), "AAAA", "BBBB");

    assertThat(names())
        .containsExactly(
            "clip.done",
            "clip.json",
            "clip.mp4",
            "clip.mp4.sha256",
            "pair.done",
            "pair.json",
            "pair_1.mp4",
            "pair_1.mp4.sha256",
            "pair_2.mp4",
            "pair_2.mp4.sha256");
    assertThat(folder.resolve("clip.mp4.sha256")).hasContent(sha256("AAAA") + "  clip.mp4\n");
    assertThat(folder.resolve("pair_2.mp4.sha256")).hasContent(sha256("BBBB") + "  pair_2.mp4\n");
    assertThat(folder.resolve("pair.done")).isEmptyFile();
    assertThat(parts).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.mp4.sha256 clip.done", "clip.done", ""})
  void should_complete_after_a_crash_what_follows_the_sidecar(String missing) throws IOException {
    Job job = job("a", "clip");
    outbox = outbox(EVERYTHING);
    publish(job, "AAAA");
    for (String name : missing.split(" ")) {
      Files.deleteIfExists(folder.resolve(name.isEmpty() ? "nothing" : name));
    }
    Files.writeString(parts.resolve("a.extra"), "half a l");

    assertThat(outbox(EVERYTHING).findPublished(job)).contains(List.of("clip.mp4"));

    assertThat(names()).containsExactly("clip.done", "clip.json", "clip.mp4", "clip.mp4.sha256");
    assertThat(folder.resolve("clip.mp4.sha256")).hasContent(sha256("AAAA") + "  clip.mp4\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.done", "clip.mp4.sha256"})
  void should_not_be_called_like_an_older_job_that_left_something(String left) throws IOException {
    Files.createFile(folder.resolve(left));
    outbox = outbox(EVERYTHING);
    publish(job("a", "clip"), "AAAA");

    assertThat(names())
        .containsExactly("clip-2.done", "clip-2.json", "clip-2.mp4", "clip-2.mp4.sha256", left);
  }

  @Test
  void should_not_call_a_job_published_whose_marker_is_another_file() throws IOException {
    Job job = job("a", "clip");
    publish(job, "AAAA");
    Files.writeString(folder.resolve("clip.done"), "of somebody else");

    assertThatThrownBy(() -> outbox(EVERYTHING).findPublished(job))
        .hasMessageContainingAll("clip.done", "in the way");
    assertThat(folder.resolve("clip.done")).hasContent("of somebody else");

    Files.delete(folder.resolve("clip.done"));
    assertThat(outbox(EVERYTHING).findPublished(job)).isPresent();
  }

  @Test
  void should_not_be_led_elsewhere_by_a_sidecar_that_was_changed() throws IOException {
    Job job = job("a", "clip");
    publish(job, "AAAA");
    Path sidecar = folder.resolve("clip.json");
    Files.writeString(sidecar, Files.readString(sidecar).replace("clip.mp4", "../evil"));

    assertThat(outbox(EVERYTHING).findPublished(job)).isEmpty();
    assertThat(folder.resolve("../evil.sha256")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-05-20T10:00:00Z, true",
    "1970-01-01T00:00:00Z, false",
    "2026-05-23T10:00:00Z, false",
    ", false"
  })
  void should_give_a_video_the_time_of_its_host_if_that_can_be_right(
      Instant modifiedAt, boolean given) throws IOException {
    outbox = outbox(new OutputRules(OutputTemplate.DEFAULT, false, false, true));
    Job job = job("a", "clip");
    FetchedFile file = fetched(job, 1, "AAAA");
    Instant arrived = Files.getLastModifiedTime(file.part()).toInstant();
    outbox.publish(
        job,
        List.of(new FetchedFile(file.part(), file.size(), file.sha256(), modifiedAt, null)),
        NOW,
        bytes -> {});

    assertThat(Files.getLastModifiedTime(folder.resolve("clip.mp4")).toInstant())
        .isEqualTo(given ? modifiedAt : arrived);
  }

  @Test
  void should_leave_a_video_the_time_of_its_arrival_unless_told_otherwise() throws IOException {
    Job job = job("a", "clip");
    FetchedFile file = fetched(job, 1, "AAAA");
    Instant arrived = Files.getLastModifiedTime(file.part()).toInstant();
    Instant older = NOW.minusSeconds(60);
    outbox.publish(
        job,
        List.of(new FetchedFile(file.part(), file.size(), file.sha256(), older, null)),
        NOW,
        bytes -> {});

    assertThat(Files.getLastModifiedTime(folder.resolve("clip.mp4")).toInstant())
        .isEqualTo(arrived);
  }

  private static Job named(String id, String output) {
    Job job = job(id, "clip");
    Manifest manifest = job.manifest();
    return Job.accepted(
        id,
        new Manifest(
            manifest.file(), manifest.name(), false, manifest.request(), output, manifest.origin()),
        NOW);
  }

  private void publish(Job job, String... contents) throws IOException {
    List<FetchedFile> files = new ArrayList<>();
    for (String content : contents) {
      files.add(fetched(job, files.size() + 1, content));
    }
    outbox.publish(job, files, NOW, bytes -> {});
  }

  private FetchedFile fetched(Job job, int n, String content) throws IOException {
    Path part = new Kept(parts, "").part(job, n);
    Files.deleteIfExists(part);
    Files.writeString(part, content);
    return new FetchedFile(part, content.length(), sha256(content));
  }

  private static String sha256(String content) {
    byte[] digest = Sha256.create().digest(content.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest);
  }

  private static Job job(String id, String name) {
    GenerateRequest request = new GenerateRequest("https://x/face.png", "https://x/a.mp3", null);
    return Job.accepted(id, new Manifest(name + ".json", name, false, request), NOW)
        .submitting(NOW)
        .foundSubmitted("req-" + id, NOW)
        .ready("COMPLETED", List.of("https://x.r2.dev/a.mp4?signature=geheim"), NOW);
  }

  private JsonNode sidecar(String stem) throws IOException {
    return new JsonMapper().readTree(Files.readAllBytes(folder.resolve(stem + ".json")));
  }

  /** What people see in the folder. */
  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }
}

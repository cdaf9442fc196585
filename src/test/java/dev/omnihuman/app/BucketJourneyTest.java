package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.JobState;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FaultProxy;
import dev.omnihuman.testing.FreePort;
import dev.omnihuman.testing.S3Server;
import dev.omnihuman.testing.TestAuthority;
import dev.omnihuman.testing.TunnelProxy;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole program with a bucket for its outbox, on a real S3 server. */
class BucketJourneyTest {

  private static final String CLIP = "s3://" + S3Server.BUCKET + "/clip.mp4";

  private final FakeGateway gateway = new FakeGateway().answers(Answer.completed("480p"));

  @TempDir Path folder;
  private Path home;
  private S3Server server;
  private TestBench bench;

  @BeforeEach
  void start() throws Exception {
    server = new S3Server();
    home = folder.resolve("home");
    bench = new TestBench(home, gateway.origin());
    with(server.settings(server.origin(), folder.resolve("aws")));
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
    server.close();
    gateway.close();
  }

  private void with(Map<String, String> settings) {
    settings.forEach(bench::with);
  }

  @Test
  void a_batch_brings_its_videos_into_the_bucket_and_names_them_everywhere() throws Exception {
    bench.with("omnihuman.price.per-second", "0.16").dropJobs("clip");
    bench.start();
    StringWriter out = new StringWriter();

    assertThat(bench.batch(null, out)).as(out.toString()).isEqualTo(ExitCode.OK);

    assertThat(server.keys()).containsExactly("clip.json", "clip.mp4");
    assertThat(bench.job("clip").ending().outputs()).containsExactly(CLIP);
    assertThat(bench.names("outbox")).isEmpty();
    assertThat(bench.path("outbox/.parts")).isEmptyDirectory();
    assertThat(out.toString()).contains("USD");
    // The same again: no second video, and the note says where the first one is.
    bench.drop("again.json", TestBench.manifest("clip"));
    bench.awaitFiles("done/again.duplicate.txt");
    assertThat(bench.text("done/again.duplicate.txt")).contains(CLIP);
    assertThat(gateway.charges()).hasSize(1);
  }

  @Test
  void the_page_plays_a_video_from_the_bucket_through_us() throws Exception {
    bench.with("omnihuman.http.port", String.valueOf(FreePort.next())).dropJobs("clip");
    bench.start();
    bench.awaitFiles("done/clip.json");
    URI page = bench.engine().page().orElseThrow();
    URI video = page.resolve("/api/jobs/%s/videos/1".formatted(bench.job("clip").id()));
    byte[] bytes = server.bytes("clip.mp4");

    HttpResponse<byte[]> whole = get(video, "Accept", "*/*");
    HttpResponse<byte[]> piece = get(video, "Range", "bytes=1000-1999");
    String job = text(page.resolve("/api/jobs/" + bench.job("clip").id()));

    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(bytes);
    assertThat(piece.statusCode()).isEqualTo(206);
    assertThat(piece.body()).isEqualTo(Arrays.copyOfRange(bytes, 1000, 2000));
    assertThat(job).contains(CLIP, "\"there\":true", "\"bytes\":" + bytes.length);
    assertThat(text(page.resolve("/api/overview"))).contains("s3://" + S3Server.BUCKET);

    server.remove("clip.mp4");
    assertThat(get(video, "Accept", "*/*").statusCode()).isEqualTo(404);
  }

  private static String text(URI uri) throws Exception {
    return new String(get(uri, "Accept", "*/*").body(), StandardCharsets.UTF_8);
  }

  private static HttpResponse<byte[]> get(URI uri, String header, String value) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).header(header, value).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
  }

  @Test
  void a_bucket_that_is_down_delays_a_job_and_loses_nothing() throws Exception {
    FaultProxy network = new FaultProxy(server.origin());
    int port = network.origin().getPort();
    with(server.settings(network.origin(), folder.resolve("aws")));
    network.close();
    bench.start();
    bench.dropJobs("clip");

    bench.awaitFiles("working/clip.held.txt");
    await().until(() -> bench.job("clip").state() == JobState.READY);
    assertThat(bench.text("working/clip.held.txt")).contains("does not answer", S3Server.BUCKET);
    try (FaultProxy again = new FaultProxy(server.origin(), port)) {
      bench.awaitFiles("done/clip.json");
      assertThat(again.forwarded()).isNotEmpty();
    }

    assertThat(server.keys()).containsExactly("clip.json", "clip.mp4");
    assertThat(gateway.charges()).hasSize(1);
  }

  @Test
  void a_wrong_bucket_is_told_before_anything_is_sent() throws Exception {
    bench.with("omnihuman.outbox.s3.bucket", "nobodys-bucket").dropJobs("clip");

    assertThatThrownBy(bench::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.outbox.s3.bucket", "nobodys-bucket", "no such bucket");
    assertThat(gateway.submits()).isEmpty();
  }

  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
  @Test
  void doctor_tells_of_the_bucket_and_of_what_is_wrong_with_it() throws Exception {
    Map<String, String> settings = server.settings(server.origin(), folder.resolve("aws"));
    assertThat(doctor(settings)).contains("ok     bucket", "s3://" + S3Server.BUCKET, "MD5");
    settings.put("omnihuman.outbox.s3.bucket", "nobodys-bucket");
    assertThat(doctor(settings)).contains("WRONG  bucket", "no such bucket");
  }

  private String doctor(Map<String, String> settings) throws Exception {
    Map<String, String> environment =
        ProgramRun.environment(TestBench.hurried(home, gateway.origin()));
    environment.putAll(ProgramRun.environment(settings));
    try (ProgramRun doctor = ProgramRun.start(folder, environment, "doctor")) {
      doctor.exitCode();
      return doctor.out();
    }
  }

  @Test
  void a_bucket_that_is_gone_makes_the_program_not_ready() throws Exception {
    bench.with("omnihuman.http.port", String.valueOf(FreePort.next())).start();
    URI ready = bench.engine().page().orElseThrow().resolve("/health/ready");
    assertThat(text(ready)).contains("s3://" + S3Server.BUCKET);
    assertThat(get(ready, "Accept", "*/*").statusCode()).isEqualTo(200);

    server.close();

    await().until(() -> get(ready, "Accept", "*/*").statusCode() == 503);
    await().until(() -> text(ready).contains("does not answer"));
  }

  @Test
  void a_wrong_key_is_told_before_anything_is_sent() throws Exception {
    S3Server.credentials(folder.resolve("aws"), "another-secret");
    bench.dropJobs("clip");

    assertThatThrownBy(bench::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.outbox.s3", "credentials are refused")
        .hasMessageNotContaining("another-secret");
    assertThat(gateway.submits()).isEmpty();
  }

  @Test
  void credentials_without_a_key_are_told_with_the_ways_out() throws Exception {
    Files.writeString(folder.resolve("aws/credentials"), "[other]\n");

    assertThatThrownBy(bench::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("AWS_ACCESS_KEY_ID", "omnihuman.outbox.s3.credentials-file");
  }

  @Test
  void through_a_companys_proxy_it_goes_as_everything_else_does() throws Exception {
    TestAuthority authority = TestAuthority.in(folder.resolve("authority"));
    try (S3Server secure = new S3Server(authority);
        TunnelProxy proxy = new TunnelProxy()) {
      with(secure.settings(secure.origin(), folder.resolve("aws")));
      bench
          .with("omnihuman.proxy.url", proxy.uri().toString())
          .with("omnihuman.tls.ca-file", authority.pem().toString())
          .start();
      bench.dropJobs("clip");
      bench.awaitFiles("done/clip.json");

      assertThat(secure.keys()).containsExactly("clip.json", "clip.mp4");
      assertThat(proxy.tunnelsTo(secure.origin())).isPositive();
      assertThat(proxy.requests()).allSatisfy(it -> assertThat(it.line()).startsWith("CONNECT"));
      bench.stop();
    }
  }

  /** Places in the way of a video, each with the objects that a kill there leaves. */
  enum Kill {
    BEFORE_SIDECAR("clip.mp4"),
    AFTER_SIDECAR("clip.json", "clip.mp4"),
    BEFORE_DELIVERED("clip.json", "clip.mp4");

    private final List<String> left;

    Kill(String... left) {
      this.left = List.of(left);
    }
  }

  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
  @ParameterizedTest
  @EnumSource
  void a_program_that_is_killed_between_bucket_and_ledger_makes_no_second_object(Kill at)
      throws Exception {
    Map<String, String> environment =
        ProgramRun.environment(TestBench.hurried(home, gateway.origin()));
    environment.putAll(
        ProgramRun.environment(server.settings(server.origin(), folder.resolve("aws"))));
    bench.dropJobs("clip");
    List<String> launch = new ArrayList<>(List.of("-Xmx256m", "-Dfailpoint=" + at));
    launch.addAll(ProgramRun.fromThisClassPath());
    try (ProgramRun killed = ProgramRun.start(folder, environment, launch, "batch")) {
      killed.await(() -> killed.out().contains("failpoint " + at + " reached"));
      assertThat(server.keys()).isEqualTo(at.left);
      killed.kill();
    }

    try (ProgramRun next = ProgramRun.start(folder, environment, "batch")) {
      assertThat(next.exitCode()).as(next.out() + next.err()).isEqualTo(ExitCode.OK);
    }
    assertThat(server.keys()).containsExactly("clip.json", "clip.mp4");
    assertThat(gateway.charges()).hasSize(1);
    assertThat(TestBench.names(home.resolve("done"))).containsExactly("clip.json");
  }
}

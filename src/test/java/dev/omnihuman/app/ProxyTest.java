package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.RawPeer;
import dev.omnihuman.testing.TestAuthority;
import dev.omnihuman.testing.TunnelProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Behind a company's proxy, with a gateway whose certificate is of the company's own authority. */
class ProxyTest {

  @TempDir static Path shared;
  private static TestAuthority authority;

  @TempDir Path folder;
  private FakeGateway gateway;
  private TunnelProxy proxy;
  private TestBench bench;

  @BeforeAll
  static void make_certificates() throws Exception {
    authority = TestAuthority.in(shared.resolve("authority"));
  }

  @BeforeEach
  void start() throws Exception {
    gateway = new FakeGateway(authority).answers(Answer.completed("480p"));
    proxy = new TunnelProxy();
    bench =
        new TestBench(folder.resolve("home"), gateway.origin())
            .with("omnihuman.proxy.url", proxy.uri().toString())
            .with("omnihuman.tls.ca-file", authority.pem().toString());
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
    proxy.close();
    gateway.close();
  }

  @Test
  void everything_goes_through_tunnels_and_the_proxy_sees_neither_key_nor_content()
      throws Exception {
    bench.start();
    bench.dropJobs("clip", "second");

    bench.awaitFiles("outbox/clip.mp4", "outbox/second.mp4", "done/clip.json", "done/second.json");
    assertThat(gateway.charges()).hasSize(2);
    assertThat(gateway.submits())
        .allSatisfy(
            submit ->
                assertThat(submit.getHeader(FakeGateway.KEY_HEADER)).isEqualTo(TestBench.KEY));
    assertThat(proxy.requests()).hasSize((int) proxy.tunnelsTo(gateway.origin()));
    assertThat(inTheClear()).doesNotContain(TestBench.KEY, "example.com", FakeGateway.STATUS);
    assertThat(proxy.tunnelsTo(gateway.origin()))
        .as("one for each submit, and the free calls share some")
        .isGreaterThanOrEqualTo(4);
  }

  @Test
  void a_password_goes_to_the_proxy_alone() throws Exception {
    String login = basic("robot", "päss:word");
    proxy.demands(login);
    bench
        .with("omnihuman.proxy.user", "robot")
        .with("omnihuman.proxy.password-file", file("password", "päss:word\n").toString())
        .start();
    bench.dropJobs("clip");

    bench.awaitFiles("outbox/clip.mp4");
    assertThat(gateway.submits())
        .allSatisfy(submit -> assertThat(submit.getHeaders().toString()).doesNotContain(login));
    assertThat(proxy.requests()).allSatisfy(it -> assertThat(it.line()).startsWith("CONNECT"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "407 Proxy Authentication Required",
        "502 Bad Gateway",
        "403 Forbidden",
        "202 Accepted",
        "429 Too Many Requests",
        "401 Unauthorized",
        "400 Bad Request"
      })
  void what_the_proxy_refuses_was_surely_not_sent_whatever_the_number(String status)
      throws Exception {
    proxy.refuses(status);
    bench.start();
    bench.dropJobs("clip");
    assertThat(firstAnswer().outcome()).isEqualTo(SubmitOutcome.NOT_SENT);
    assertThat(firstAnswer().words())
        .contains(proxy.uri().getAuthority(), "omnihuman.proxy.url", status.substring(0, 3));
    assertThat(bench.job("clip").state()).isIn(JobState.ACCEPTED, JobState.SUBMITTING);
    assertThat(bench.ledger().closedGates()).isEmpty();
  }

  @Test
  void a_job_goes_on_when_the_proxy_does() throws Exception {
    proxy.refuses("502 Bad Gateway");
    bench.start();
    bench.dropJobs("clip");
    assertThat(firstAnswer().outcome()).isEqualTo(SubmitOutcome.NOT_SENT);

    proxy.refuses(null);

    bench.awaitFiles("outbox/clip.mp4");
    assertThat(gateway.charges()).hasSize(1);
  }

  @Test
  void where_nobody_listens_as_proxy_nothing_was_sent() throws Exception {
    proxy.close();
    bench.start();
    bench.dropJobs("clip");
    assertThat(firstAnswer().outcome()).isEqualTo(SubmitOutcome.NOT_SENT);
    assertThat(firstAnswer().words()).contains("no connection", proxy.uri().getAuthority());
  }

  @Test
  void a_gateway_that_speaks_like_a_proxy_gets_neither_password_nor_a_second_submit()
      throws Exception {
    gateway.submitsBring(Answer.challengeOfAProxy());
    bench
        .with("omnihuman.proxy.user", "robot")
        .with("omnihuman.proxy.password-file", file("password", "secret").toString())
        .start();
    bench.dropJobs("clip");

    bench.awaitFiles("failed/clip.json");
    assertThat(gateway.submits()).hasSize(1);
    assertThat(gateway.submits().get(0).getHeaders().toString())
        .doesNotContain("Proxy-Authorization", basic("robot", "secret"));
  }

  @Test
  void a_certificate_of_an_unknown_authority_is_told_with_the_setting_and_nothing_was_sent()
      throws Exception {
    TestAuthority other = TestAuthority.in(folder.resolve("other"));
    bench.with("omnihuman.tls.ca-file", other.pem().toString()).start();
    bench.dropJobs("clip");
    assertThat(firstAnswer().outcome()).isEqualTo(SubmitOutcome.NOT_SENT);
    assertThat(firstAnswer().words()).contains("TLS failed", "omnihuman.tls.ca-file");
    assertThat(gateway.submits()).isEmpty();
  }

  @Test
  void a_rehearsals_plain_http_does_not_take_the_proxy() throws Exception {
    FakeGateway plain = new FakeGateway().answers(Answer.completed("480p"));
    try (plain) {
      bench.with("omnihuman.gateway.base-url", plain.origin().toString()).start();
      bench.dropJobs("clip");

      bench.awaitFiles("outbox/clip.mp4");
      assertThat(proxy.requests()).isEmpty();
    } finally {
      bench.close();
    }
  }

  @Test
  void a_file_that_holds_no_certificate_is_refused() throws Exception {
    Path file =
        file("ca.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
    bench.with("omnihuman.tls.ca-file", file.toString());

    assertThatThrownBy(bench::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("omnihuman.tls.ca-file", file.toString(), "PEM");
  }

  private Attempt.Answer firstAnswer() {
    await().until(() -> !attempts().isEmpty() && attempts().get(0).answer() != null);
    return attempts().get(0).answer();
  }

  private List<Attempt> attempts() {
    return bench
        .ledger()
        .findByManifest("clip.json")
        .map(job -> bench.ledger().attempts(job.id()))
        .orElse(List.of());
  }

  private String inTheClear() {
    return proxy.requests().stream().map(RawPeer.Request::toString).collect(Collectors.joining());
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }
}

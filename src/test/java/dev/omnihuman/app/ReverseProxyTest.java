package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.Callbacks;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FreePort;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a reverse proxy, with a real nginx, TLS and all. Needs nginx on the PATH. */
@Tag("proxy")
class ReverseProxyTest {

  private static final Path EXAMPLE = Path.of("examples", "reverse-proxy", "nginx.conf");
  private static final String PASSWORD = "changeit";

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path folder;
  private int tlsPort;
  private TestBench bench;
  private HttpClient client;
  private Process nginx;

  @BeforeEach
  void start() throws Exception {
    int port = FreePort.next();
    tlsPort = FreePort.next();
    client = client(certificate());
    nginx = nginx(port);
    gateway.answers(Answer.completed("480p"));
    bench =
        new TestBench(folder.resolve("home"), gateway.origin())
            .with("omnihuman.poll.interval", "1h")
            .with("omnihuman.http.port", String.valueOf(port))
            .with("omnihuman.webhook.public-url", "https://localhost:" + tlsPort)
            .start();
  }

  @AfterEach
  void stop() {
    bench.close();
    gateway.close();
    nginx.destroy();
    nginx.onExit().join();
  }

  /** A certificate for localhost in PEM, and the store that trusts it. */
  private KeyStore certificate() throws Exception {
    Path store = folder.resolve("store.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    run(
        keytool.toString(),
        "-genkeypair",
        "-alias",
        "proxy",
        "-keyalg",
        "RSA",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(store.toFile())) {
      keys.load(in, PASSWORD.toCharArray());
    }
    pem("cert.pem", "CERTIFICATE", keys.getCertificate("proxy").getEncoded());
    pem("key.pem", "PRIVATE KEY", keys.getKey("proxy", PASSWORD.toCharArray()).getEncoded());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("proxy", keys.getCertificate("proxy"));
    return trusted;
  }

  private void pem(String file, String kind, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, text));
  }

  private static HttpClient client(KeyStore trusted) throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(tls).build();
  }

  /** The example with ports and files of the test's own, and the frame that it stands in. */
  private Process nginx(int port) throws IOException {
    String server =
        Files.readString(EXAMPLE)
            .replace("listen 443", "listen 127.0.0.1:" + tlsPort)
            .replace("videos.example.com;", "localhost;")
            .replaceAll("/etc/letsencrypt/live/\\S*fullchain.pem", folder + "/cert.pem")
            .replaceAll("/etc/letsencrypt/live/\\S*privkey.pem", folder + "/key.pem")
            .replace("127.0.0.1:8080", "127.0.0.1:" + port);
    String frame =
        """
        daemon off;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events {}
        http {
          access_log %1$s/access.log;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          %2$s
        }
        """
            .formatted(folder, server);
    Path file = Files.writeString(folder.resolve("nginx.conf"), frame);
    Process process =
        new ProcessBuilder("nginx", "-c", file.toString(), "-e", folder + "/error.log")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.txt").toFile())
            .start();
    await().failFast(() -> assertThat(process.isAlive()).isTrue()).until(this::listens);
    return process;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tlsPort)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + tlsPort + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void callbacks_come_through_and_nothing_else() throws Exception {
    bench.dropJobs("clip");
    await().until(() -> !gateway.charges().isEmpty());
    String address = Callbacks.address(gateway, TestBench.image("clip")).toString();
    assertThat(address).startsWith("https://localhost:" + tlsPort + "/callbacks/");
    String path = URI.create(address).getPath();
    String body = Callbacks.body(gateway.charges().get(0).requestId(), "COMPLETED");

    assertThat(send("GET", path, "").statusCode()).isEqualTo(403);
    assertThat(send("POST", path, " ".repeat(70_000)).statusCode()).isEqualTo(413);
    assertThat(send("POST", "/callbacks/" + "A".repeat(43), body))
        .satisfies(refused -> assertThat(refused.statusCode()).isEqualTo(404))
        .satisfies(refused -> assertThat(refused.body()).contains("\"error\""));
    assertThat(send("GET", "/", "").body()).as("said by the proxy itself").contains("nginx");
    assertThat(send("POST", path, body).statusCode()).isEqualTo(200);

    bench.awaitFiles("outbox/clip.mp4", "done/clip.json");
    assertThat(Files.readString(folder.resolve("access.log")))
        .doesNotContain(path.substring("/callbacks/".length()));
  }

  @Test
  void no_log_quotes_a_token_whatever_goes_wrong() throws Exception {
    bench.close();
    String token = "T".repeat(43);

    assertThat(send("POST", "/callbacks/" + token, "{}").statusCode()).isEqualTo(502);
    assertThat(send("GET", "/callbacks/" + token, "").statusCode()).isEqualTo(403);
    assertThat(send("POST", "/callbacks/" + token, " ".repeat(70_000)).statusCode()).isEqualTo(413);

    for (String log : List.of("access.log", "error.log", "nginx.txt")) {
      assertThat(folder.resolve(log)).content().doesNotContain(token);
    }
  }
}

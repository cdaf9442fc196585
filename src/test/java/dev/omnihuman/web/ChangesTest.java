package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who listens for changes, over real sockets. */
@Timeout(60)
class ChangesTest {

  @TempDir Path home;
  private ApiSite site;
  private final List<Listener> listeners = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    site = new ApiSite(home);
  }

  @AfterEach
  void close() throws IOException {
    for (Listener listener : listeners) {
      listener.socket.close();
    }
    site.close();
  }

  /** Somebody who reads line by line. */
  private static final class Listener {
    final Socket socket;
    final BufferedReader lines;

    Listener(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              "GET /api/changes HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    String status() throws IOException {
      return lines.readLine();
    }

    /** The number of the next event. */
    long revision() throws IOException {
      String line = lines.readLine();
      while (line != null && !line.startsWith("data: ")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
  }

  private Listener listen() throws IOException {
    Listener listener = new Listener(site.web.port());
    listeners.add(listener);
    return listener;
  }

  @Test
  void a_listener_is_told_the_present_number_and_each_change() throws Exception {
    Listener listener = listen();
    assertThat(listener.status()).startsWith("HTTP/1.1 200 ");
    long first = listener.revision();

    site.jobs.accepted("clip");
    long second = listener.revision();

    assertThat(second).isGreaterThan(first);
    assertThat(site.get("/api/overview").path("revision").longValue())
        .isGreaterThanOrEqualTo(second);
  }

  @Test
  void a_listener_is_no_idle_connection() throws Exception {
    Listener listener = listen();
    listener.revision();

    site.jobs.clock().advance(Connections.LONGEST_IDLE.multipliedBy(10));
    // An idle one beside it is gone by the next sweep.
    try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), site.web.port())) {
      idle.setSoTimeout(20_000);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                site.jobs.clock().advance(Connections.LONGEST_IDLE.multipliedBy(2));
                return idle.getInputStream().read() == -1;
              });
    }
    site.jobs.accepted("clip");

    assertThat(listener.revision()).isPositive();
  }

  @Test
  void more_than_32_are_told_to_ask() throws Exception {
    for (int n = 0; n < 32; n++) {
      assertThat(listen().status()).startsWith("HTTP/1.1 200 ");
    }

    assertThat(listen().status()).startsWith("HTTP/1.1 503 ");
    assertThat(site.get("/api/changes", 503).path("words").textValue()).contains("listen");

    listeners.get(0).socket.close();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(listen().status()).startsWith("HTTP/1.1 200 "));
  }

  @Test
  void the_end_of_the_port_waits_for_no_listener() throws Exception {
    Listener listener = listen();
    listener.revision();

    site.closePort();

    assertThat(listener.lines.lines().count()).as("lines until its end").isNotNegative();
  }
}

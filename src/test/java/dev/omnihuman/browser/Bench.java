package dev.omnihuman.browser;

import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** The real program with its port open, and where a browser finds it. */
final class Bench implements AutoCloseable {

  private final TestBench program;
  private final int port = FreePort.next();

  Bench(Path home, URI gateway) throws IOException {
    program = new TestBench(home, gateway).with("omnihuman.http.port", String.valueOf(port));
  }

  Bench with(String key, String value) {
    program.with(key, value);
    return this;
  }

  Bench start() throws Exception {
    program.start();
    return this;
  }

  void stop() {
    program.stop();
  }

  TestBench program() {
    return program;
  }

  int port() {
    return port;
  }

  String page() {
    return "http://127.0.0.1:%d/".formatted(port);
  }

  @Override
  public void close() {
    program.close();
  }
}

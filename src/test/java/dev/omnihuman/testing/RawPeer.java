package dev.omnihuman.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP peer on a loopback port for tests in which bytes matter: it records each request and
 * leaves every byte of the answer, and the end of the connection, to a script. A script that does
 * not close the connection keeps it alive.
 */
public final class RawPeer implements AutoCloseable {

  /** Answers one request. */
  @FunctionalInterface
  public interface Script {
    void answer(Request request, Socket connection) throws Exception;
  }

  /**
   * A request as it arrived.
   *
   * @param line such as {@code GET /x HTTP/1.1}
   * @param headers as lines
   * @param body as text
   * @param bytes of the body, as they came
   * @param connection from 1, in the order of their coming
   */
  public record Request(
      String line, List<String> headers, String body, byte[] bytes, int connection) {

    /** The values of a header; none if it was not sent. */
    public List<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(start))
          .map(header -> header.substring(start.length()).strip())
          .toList();
    }
  }

  private final ServerSocket server;
  private final Script script;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  public RawPeer(Script script) throws IOException {
    this(0, script);
  }

  /**
   * @param port where it listens; 0 for any
   */
  public RawPeer(int port, Script script) throws IOException {
    this.script = script;
    this.server = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
    threads.execute(this::acceptAll);
  }

  /** A peer that gives the same answer to every request. */
  public static RawPeer answering(String status, String headers, String body) throws IOException {
    return new RawPeer((request, connection) -> send(connection, status, headers, body));
  }

  /**
   * Sends an answer with the right Content-Length.
   *
   * @param headers lines, each with its line end; or empty
   */
  public static void send(Socket connection, String status, String headers, String body)
      throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    write(
        connection,
        "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s".formatted(status, headers, length, body));
  }

  public static void write(Socket connection, String text) throws IOException {
    write(connection, text.getBytes(StandardCharsets.UTF_8));
  }

  public static void write(Socket connection, byte[] bytes) throws IOException {
    OutputStream out = connection.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** Ends a connection with a reset. */
  public static void reset(Socket connection) throws IOException {
    connection.setSoLinger(true, 0);
    connection.close();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public int port() {
    return server.getLocalPort();
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Keeps a script waiting, at the longest until the peer is closed. */
  public boolean pause(Duration length) throws InterruptedException {
    return !closing.await(length.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket connection = server.accept();
        connections.add(connection);
        int number = connections.size();
        threads.execute(() -> serve(connection, number));
      }
    } catch (IOException e) {
      // The peer was closed.
    }
  }

  private void serve(Socket connection, int number) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      for (Request request; (request = read(in, number)) != null; ) {
        requests.add(request);
        script.answer(request, connection);
        if (connection.isClosed()) {
          return;
        }
      }
    } catch (Exception e) {
      // The client hung up, or speaks no HTTP: its side of the test tells.
    }
  }

  private static Request read(InputStream in, int connection) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line; !(line = line(in)).isEmpty(); ) {
      lines.add(line);
    }
    if (lines.isEmpty()) {
      return null;
    }
    List<String> headers = List.copyOf(lines.subList(1, lines.size()));
    Request head = new Request(lines.get(0), headers, "", new byte[0], connection);
    List<String> length = head.header("Content-Length");
    byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length.get(0)));
    String text = new String(body, StandardCharsets.UTF_8);
    return new Request(head.line(), headers, text, body, connection);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c; (c = in.read()) >= 0 && c != '\n'; ) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    closing.countDown();
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
    threads.shutdownNow();
  }
}

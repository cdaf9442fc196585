package dev.omnihuman.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy on a loopback port that makes tunnels, as companies have them. It records what it is
 * asked for, and refuses what it is told to.
 */
public final class TunnelProxy implements AutoCloseable {

  private final RawPeer peer;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile String refusal;
  private volatile String login;

  public TunnelProxy() throws IOException {
    peer = new RawPeer(this::answer);
  }

  /**
   * @param status such as {@code 502 Bad Gateway}; null makes tunnels again
   */
  public TunnelProxy refuses(String status) {
    refusal = status;
    return this;
  }

  /**
   * @param authorization what it demands as Proxy-Authorization
   */
  public TunnelProxy demands(String authorization) {
    login = authorization;
    return this;
  }

  private void answer(RawPeer.Request request, Socket client) throws Exception {
    if (!request.line().startsWith("CONNECT ")) {
      RawPeer.send(client, "405 Method Not Allowed", "", "");
      return;
    }
    if (refusal != null) {
      RawPeer.send(client, refusal, "Content-Type: text/html\r\n", "<html>refused</html>");
      return;
    }
    if (login != null && !request.header("Proxy-Authorization").equals(List.of(login))) {
      RawPeer.send(
          client,
          "407 Proxy Authentication Required",
          "Proxy-Authenticate: Basic realm=\"x\"\r\n",
          "");
      return;
    }
    String[] target = request.line().split(" ")[1].split(":");
    try (Socket server = new Socket(target[0], Integer.parseInt(target[1]))) {
      RawPeer.write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
      threads.execute(() -> pass(server, client));
      pass(client, server);
    } finally {
      client.close();
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      byte[] bytes = new byte[8192];
      for (int n; (n = in.read(bytes)) >= 0; ) {
        to.getOutputStream().write(bytes, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // One of them hung up: its side of the test tells.
    }
  }

  public URI uri() {
    return peer.uri("");
  }

  /** What came to the proxy itself, in the clear. */
  public List<RawPeer.Request> requests() {
    return peer.requests();
  }

  /** How many tunnels to a place were asked for. */
  public long tunnelsTo(URI place) {
    String line = "CONNECT %s:%d HTTP/1.1".formatted(place.getHost(), place.getPort());
    return requests().stream().filter(request -> Objects.equals(request.line(), line)).count();
  }

  @Override
  public void close() throws IOException {
    peer.close();
    threads.shutdownNow();
  }
}

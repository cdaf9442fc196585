package dev.omnihuman.web;

import dev.omnihuman.gateway.CallbackAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our one port. It listens on the loopback unless people say otherwise. Nothing that comes in
 * becomes a Camel message.
 */
public final class WebServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  private static final int LARGEST_HEADERS = 8 * 1024;
  private static final int LONGEST_REQUEST_LINE = 2 * 1024;
  private static final int WAITING_CONNECTIONS = 1024;
  private static final int LONGEST_WARM_UP_MILLIS = 5_000;

  /** For each of two steps. */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  /** A callback with a token that nobody has. */
  private static final String WARM_UP = CallbackAddresses.PATH + "_".repeat(43);

  /** So many callbacks at once share one commit of the ledger. */
  private static final int WORKERS = 64;

  private final Vertx vertx =
      Vertx.vertx(
          new VertxOptions()
              .setEventLoopPoolSize(1)
              .setWorkerPoolSize(WORKERS)
              .setFileSystemOptions(
                  new FileSystemOptions()
                      .setFileCachingEnabled(false)
                      .setClassPathResolvingEnabled(false)));

  private final Connections connections;
  private final HttpServer server;

  /**
   * Listens from now on.
   *
   * @param address where; its port 0 takes a free one
   * @param hosts by which names it may be called
   * @param parts what is served, in the order in which they are asked
   * @throws IOException if the port cannot be had
   */
  public static WebServer start(
      InetSocketAddress address, Hosts hosts, List<WebPart> parts, Clock clock) throws IOException {
    WebServer web = new WebServer(hosts, parts, clock);
    try {
      web.server
          .listen(address.getPort(), address.getAddress().getHostAddress())
          .toCompletionStage()
          .toCompletableFuture()
          .join();
      web.warmUp(address.getAddress());
      return web;
    } catch (CompletionException e) {
      web.close();
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    }
  }

  /**
   * Refuses a callback of its own with a token that nobody has, so that the first one which counts
   * need not wait until all that it takes is loaded: that was 180 ms.
   */
  private void warmUp(InetAddress address) {
    String body = "{\"request_id\": \"warm-up\", \"status\": \"QUEUED\"}";
    String request =
        """
        POST %s HTTP/1.1\r
        Host: localhost\r
        Connection: close\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s"""
            .formatted(WARM_UP, body.length(), body);
    try (Socket socket = new Socket(address, port())) {
      socket.setSoTimeout(LONGEST_WARM_UP_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      LOG.debug("the port was not warmed up: {}", e.toString());
    }
  }

  /** Whether it is the one that we send to ourselves. */
  static boolean isWarmUp(HttpServerRequest request) {
    return WARM_UP.equals(request.path());
  }

  /**
   * Opens the port and closes it again at once; nothing is answered meanwhile.
   *
   * @throws IOException if the port cannot be had
   */
  public static void tryPort(InetSocketAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      // As the server itself does: connections that were just closed are in nobody's way.
      socket.setReuseAddress(true);
      socket.bind(address);
    }
  }

  private WebServer(Hosts hosts, List<WebPart> parts, Clock clock) {
    connections = new Connections(clock);
    Router router = Router.router(vertx);
    router.route().handler(Refusals::harden);
    router.route().handler(PlainPaths::require);
    router.route().handler(hosts::admit);
    parts.forEach(part -> part.serveOn(router, connections));
    router.route().handler(context -> context.fail(404));
    router.route().failureHandler(Refusals::answer);
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setMaxHeaderSize(LARGEST_HEADERS)
                    .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                    .setAcceptBacklog(WAITING_CONNECTIONS)
                    .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setIdleTimeout((int) Connections.LONGEST_IDLE.toMillis()))
            .connectionHandler(connections::opened)
            .invalidRequestHandler(Refusals::unreadable)
            .exceptionHandler(e -> LOG.debug("a connection failed: {}", e.toString()))
            .requestHandler(router);
    vertx.setPeriodic(Connections.SWEEP.toMillis(), tick -> connections.closeIdle());
  }

  public int port() {
    return server.actualPort();
  }

  /** Nothing more is taken. What hangs, such as a disk, does not keep the program from ending. */
  @Override
  public void close() {
    await(server.close());
    await(vertx.close());
  }

  private static void await(Future<Void> closing) {
    try {
      closing
          .toCompletionStage()
          .toCompletableFuture()
          .get(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("the port was not closed within {} s", LONGEST_CLOSE.toSeconds());
    } catch (ExecutionException e) {
      LOG.warn("the port was not closed as it should: {}", String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

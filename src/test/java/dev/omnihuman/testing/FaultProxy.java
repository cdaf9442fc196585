package dev.omnihuman.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * Stands between a client and a real peer, on real sockets, and lets happen to a request or its
 * answer what networks let happen. Each request goes to the peer on a connection of its own, at
 * most once, and its answer comes back byte for byte unless a fault was ordered for it.
 */
public final class FaultProxy implements AutoCloseable {

  /** What happens to one request. */
  @FunctionalInterface
  public interface Fault {
    void befall(Passage passage) throws Exception;
  }

  /** A request on its way, and the way back to its client. */
  public final class Passage {
    private final RawPeer.Request request;
    private final Socket client;

    private Passage(RawPeer.Request request, Socket client) {
      this.request = request;
      this.client = client;
    }

    private byte[] answerOfPeer() throws IOException {
      return ask(request.line());
    }

    private byte[] ask(String line) throws IOException {
      try (Socket upstream = new Socket(peer.getHost(), peer.getPort())) {
        StringBuilder head = new StringBuilder(line).append("\r\nConnection: close\r\n");
        request.headers().stream()
            .filter(header -> !header.toLowerCase(Locale.ROOT).startsWith("connection:"))
            .forEach(header -> head.append(header).append("\r\n"));
        RawPeer.write(upstream, head + "\r\n");
        RawPeer.write(upstream, request.bytes());
        forwarded.add(line);
        return upstream.getInputStream().readAllBytes();
      }
    }

    private void send(byte[] bytes) throws IOException {
      RawPeer.write(client, bytes);
    }
  }

  /** The peer has answered; the answer is held back, and lost in the end. */
  public static final class Hang implements Fault {
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Override
    public void befall(Passage passage) throws Exception {
      passage.answerOfPeer();
      hanging.countDown();
      released.await();
    }

    /** Returns when it has met a request. */
    public void awaitHanging() throws InterruptedException {
      hanging.await();
    }

    /** Waits until it has met a request, and ends then. */
    public void release() throws InterruptedException {
      hanging.await();
      released.countDown();
    }
  }

  private record Order(Predicate<RawPeer.Request> concerns, Queue<Fault> faults) {}

  private final URI peer;
  private final RawPeer front;
  private final List<Order> orders = new CopyOnWriteArrayList<>();
  private final List<String> forwarded = new CopyOnWriteArrayList<>();

  public FaultProxy(URI peer) throws IOException {
    this(peer, 0);
  }

  /**
   * @param port where it listens; 0 for any
   */
  public FaultProxy(URI peer, int port) throws IOException {
    this.peer = peer;
    this.front = new RawPeer(port, this::pass);
  }

  /** The next requests whose first line has this in it meet these faults, one each, in turn. */
  public FaultProxy on(String inLine, Fault... faults) {
    return on(request -> request.line().contains(inLine), faults);
  }

  public FaultProxy on(Predicate<RawPeer.Request> concerns, Fault... faults) {
    orders.add(new Order(concerns, new ConcurrentLinkedQueue<>(List.of(faults))));
    return this;
  }

  /** Nothing happens to it. */
  public static Fault passes() {
    return passage -> passage.send(passage.answerOfPeer());
  }

  /** The request does not reach the peer; the client's connection is reset. */
  public static Fault losesRequest() {
    return passage -> RawPeer.reset(passage.client);
  }

  /** The request does not reach the peer; somebody on the way answers in its place. */
  public static Fault answersFor(String status, String body) {
    return passage -> RawPeer.send(passage.client, status, "Connection: close\r\n", body);
  }

  /** The peer has answered; the client's connection is reset instead. */
  public static Fault losesAnswer() {
    return passage -> {
      passage.answerOfPeer();
      RawPeer.reset(passage.client);
    };
  }

  /** The answer ends after so many of its bytes, head included. */
  public static Fault cutsAfter(int bytes) {
    return passage -> {
      byte[] answer = passage.answerOfPeer();
      passage.send(Arrays.copyOf(answer, Math.min(bytes, answer.length)));
    };
  }

  /** The same, and the connection is reset. */
  public static Fault resetsAfter(int bytes) {
    return passage -> {
      cutsAfter(bytes).befall(passage);
      RawPeer.reset(passage.client);
    };
  }

  /** The answer of the peer to another request in the place of the right one, which is not sent. */
  public static Fault swapsFor(String otherLine) {
    return passage -> passage.send(passage.ask(otherLine));
  }

  /** Another answer in the place of the peer's, which was given. */
  public static Fault swapsAnswerFor(String status, String body) {
    return passage -> {
      passage.answerOfPeer();
      RawPeer.send(passage.client, status, "Connection: close\r\n", body);
    };
  }

  /** The answer comes late, and so much at a time. */
  public Fault drips(Duration pause, int bytes) {
    return passage -> {
      byte[] answer = passage.answerOfPeer();
      for (int at = 0; at < answer.length && front.pause(pause); at += bytes) {
        passage.send(Arrays.copyOfRange(answer, at, Math.min(answer.length, at + bytes)));
      }
    };
  }

  private void pass(RawPeer.Request request, Socket client) throws Exception {
    Passage passage = new Passage(request, client);
    Fault fault = next(request);
    if (fault == null) {
      passage.send(passage.answerOfPeer());
    } else {
      fault.befall(passage);
    }
    client.close();
  }

  private Fault next(RawPeer.Request request) {
    return orders.stream()
        .filter(order -> order.concerns().test(request))
        .map(order -> order.faults().poll())
        .filter(fault -> fault != null)
        .findFirst()
        .orElse(null);
  }

  public URI origin() {
    return front.uri("");
  }

  /** The first lines of what came. */
  public List<String> requests() {
    return front.requests().stream().map(RawPeer.Request::line).toList();
  }

  public List<RawPeer.Request> requests(Predicate<RawPeer.Request> which) {
    return front.requests().stream().filter(which).toList();
  }

  /** The first lines of what the peer was sent. */
  public List<String> forwarded() {
    return List.copyOf(forwarded);
  }

  @Override
  public void close() throws IOException {
    front.close();
  }
}

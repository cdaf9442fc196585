package dev.omnihuman.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stretch of network between a client and its server, which can be cut or fall silent. Before
 * several servers it is their common address, and hands each connection to the next of them.
 */
public final class TcpRelay implements AutoCloseable {

  private enum State {
    WHOLE,
    /** Connections are reset, and new ones refused. */
    CUT,
    /** Nothing comes through, and nobody is told. */
    SILENT
  }

  private final ServerSocket front;
  private final int[] servers;
  private final AtomicInteger turn = new AtomicInteger();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Object changed = new Object();
  private State state = State.WHOLE;

  /**
   * @param servers ports of this machine
   */
  public TcpRelay(int... servers) throws IOException {
    this.servers = servers.clone();
    this.front = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  public int port() {
    return front.getLocalPort();
  }

  public void cut() {
    set(State.CUT);
    sockets.forEach(TcpRelay::reset);
  }

  public void fallSilent() {
    set(State.SILENT);
  }

  public void mend() {
    set(State.WHOLE);
  }

  private void set(State now) {
    synchronized (changed) {
      state = now;
      changed.notifyAll();
    }
  }

  private void accept() {
    while (!front.isClosed()) {
      try {
        Socket client = front.accept();
        sockets.add(client);
        threads.execute(() -> connect(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void connect(Socket client) {
    try {
      awaitPassage();
      Socket upstream = upstream();
      sockets.add(upstream);
      threads.execute(() -> carry(upstream, client));
      carry(client, upstream);
    } catch (IOException e) {
      reset(client);
    }
  }

  /** The next server, or the one after it if nobody listens there. */
  private Socket upstream() throws IOException {
    IOException refused = new IOException("no server");
    for (int n = 0; n < servers.length; n++) {
      int port = servers[Math.floorMod(turn.getAndIncrement(), servers.length)];
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException e) {
        refused = e;
      }
    }
    throw refused;
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n; (n = in.read(buffer)) >= 0; ) {
        awaitPassage();
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // One side is gone, and so is the other.
    }
    reset(from);
    reset(to);
  }

  private void awaitPassage() throws IOException {
    synchronized (changed) {
      while (state == State.SILENT) {
        try {
          changed.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException(e);
        }
      }
      if (state == State.CUT) {
        throw new IOException("cut");
      }
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already.
    }
  }

  @Override
  public void close() throws IOException {
    front.close();
    cut();
    threads.shutdownNow();
  }
}

package dev.omnihuman.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A stretch of network between a client and its server, which can be cut or fall silent. */
public final class TcpRelay implements AutoCloseable {

  private enum State {
    WHOLE,
    /** Connections are reset, and new ones refused. */
    CUT,
    /** Nothing comes through, and nobody is told. */
    SILENT
  }

  private final ServerSocket front;
  private final int server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Object changed = new Object();
  private State state = State.WHOLE;

  /**
   * @param server a port of this machine
   */
  public TcpRelay(int server) throws IOException {
    this.server = server;
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
      Socket upstream = new Socket();
      sockets.add(upstream);
      upstream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server));
      threads.execute(() -> carry(upstream, client));
      carry(client, upstream);
    } catch (IOException e) {
      reset(client);
    }
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

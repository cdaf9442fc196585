package dev.omnihuman.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A media host with one file, whole or in ranges. It breaks off and swaps the file as told. */
public final class MediaHost implements AutoCloseable {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

  private final RawPeer peer;
  private final Deque<Integer> cuts = new ConcurrentLinkedDeque<>();
  private final Deque<Runnable> swaps = new ConcurrentLinkedDeque<>();
  private final AtomicLong sent = new AtomicLong();
  private volatile byte[] file;
  private volatile String etag;
  private volatile String lastModified;
  private volatile boolean resets;

  public MediaHost(byte[] file, String etag) throws IOException {
    holds(file, etag);
    this.peer = new RawPeer(this::answer);
  }

  /**
   * @param newEtag with its quotes; null for none
   */
  public MediaHost holds(byte[] newFile, String newEtag) {
    file = newFile;
    etag = newEtag;
    return this;
  }

  /** Says so, as an HTTP date, in its answers. */
  public MediaHost changedAt(String date) {
    lastModified = date;
    return this;
  }

  /** Each of the next answers ends after so many bytes of its body. */
  public MediaHost cutsAfter(int... bytes) {
    Arrays.stream(bytes).forEach(cuts::add);
    return this;
  }

  /** Connections that are cut are reset. */
  public MediaHost resets() {
    resets = true;
    return this;
  }

  /** Another file is there once the next answer was cut. */
  public MediaHost thenHolds(byte[] newFile, String newEtag) {
    swaps.add(() -> holds(newFile, newEtag));
    return this;
  }

  private void answer(RawPeer.Request request, Socket connection) throws IOException {
    byte[] whole = file;
    String tag = etag;
    int from = from(request, tag);
    byte[] body = Arrays.copyOfRange(whole, Math.min(from, whole.length), whole.length);
    String head =
        (from == 0
                ? "HTTP/1.1 200 OK\r\n"
                : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/%d\r\n"
                    .formatted(from, whole.length - 1, whole.length))
            + (tag == null ? "" : "ETag: " + tag + "\r\n")
            + (lastModified == null ? "" : "Last-Modified: " + lastModified + "\r\n")
            + "Content-Type: video/mp4\r\nContent-Length: %d\r\n\r\n".formatted(body.length);
    Integer cut = cuts.poll();
    RawPeer.write(connection, head);
    byte[] piece = cut == null ? body : Arrays.copyOf(body, Math.min(cut, body.length));
    sent.addAndGet(piece.length);
    RawPeer.write(connection, piece);
    if (cut != null) {
      Runnable swap = swaps.poll();
      if (swap != null) {
        swap.run();
      }
      end(connection);
    }
  }

  private static int from(RawPeer.Request request, String tag) {
    List<String> range = request.header("Range");
    boolean same = tag != null && request.header("If-Range").contains(tag);
    Matcher matcher = RANGE.matcher(range.isEmpty() ? "" : range.get(0));
    return same && matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private void end(Socket connection) throws IOException {
    if (resets) {
      RawPeer.reset(connection);
    } else {
      connection.close();
    }
  }

  public URI uri(String path) {
    return peer.uri(path);
  }

  public List<RawPeer.Request> requests() {
    return peer.requests();
  }

  /** The values of a header in all requests, in their order; empty text where it was not sent. */
  public List<String> asked(String header) {
    return requests().stream().map(it -> String.join(",", it.header(header))).toList();
  }

  /** How many bytes of bodies were written. */
  public long sent() {
    return sent.get();
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}

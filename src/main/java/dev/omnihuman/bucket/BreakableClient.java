package dev.omnihuman.bucket;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * Ends the calls under way when it is closed. The library's own client waits for them, which would
 * hold a stop up for as long as the server is silent.
 */
final class BreakableClient implements SdkHttpClient {

  private final SdkHttpClient client;
  private final Set<ExecutableHttpRequest> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  BreakableClient(SdkHttpClient client) {
    this.client = client;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared = client.prepareRequest(request);
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        underWay.add(prepared);
        try {
          if (closed) {
            throw new IOException("the program stops");
          }
          return prepared.call();
        } finally {
          underWay.remove(prepared);
        }
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  @Override
  public String clientName() {
    return client.clientName();
  }

  @Override
  public void close() {
    closed = true;
    underWay.forEach(ExecutableHttpRequest::abort);
    client.close();
  }
}

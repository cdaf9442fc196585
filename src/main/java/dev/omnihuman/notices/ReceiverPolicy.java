package dev.omnihuman.notices;

import dev.omnihuman.gateway.CallsUnderWay;
import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.settings.BearerToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * How every call to the receiver of notices is made: no redirect is followed, nothing is sent twice
 * by the client, no cookie is kept, one deadline stands over the whole call. Of an answer the
 * status alone counts; its text is thrown away. The route knows scheme, host and port; path, query
 * and token, which may be secrets, are put on the wire here and stand on no exchange.
 */
public final class ReceiverPolicy implements HttpClientConfigurer {

  /** From the first step of a call to the end of its answer. */
  static final Duration WHOLE_CALL = Duration.ofSeconds(30);

  /** More of an answer is not even read. */
  private static final int LARGEST_ANSWER = 64 << 10;

  private final String pathAndQuery;
  private final BearerToken token;
  private final CallsUnderWay calls;
  private final Outbound outbound;

  /**
   * @param timer aborts calls that take too long
   */
  public ReceiverPolicy(
      URI url, BearerToken token, ScheduledExecutorService timer, Outbound outbound) {
    this(url, token, timer, outbound, WHOLE_CALL);
  }

  ReceiverPolicy(
      URI url,
      BearerToken token,
      ScheduledExecutorService timer,
      Outbound outbound,
      Duration wholeCall) {
    this.outbound = outbound;
    this.pathAndQuery = pathAndQuery(url);
    this.token = token;
    this.calls = new CallsUnderWay(timer, wholeCall);
  }

  private static String pathAndQuery(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /** What a route may know of the receiver's address. */
  public static String withoutSecrets(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority() + "/";
  }

  /** Ends all calls, now and from now on; what they should tell is told after the next start. */
  public void abortCalls() {
    calls.abort();
  }

  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    outbound.configure(client);
    client
        .addRequestInterceptorLast(this::addSecrets)
        .addExecInterceptorFirst("whole-call", this::wholeCall);
  }

  private void addSecrets(HttpRequest request, EntityDetails entity, HttpContext context) {
    request.setPath(pathAndQuery);
    if (token.isThere()) {
      request.setHeader(HttpHeaders.AUTHORIZATION, token.onTheWire());
    }
  }

  private ClassicHttpResponse wholeCall(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    return calls.make(
        scope,
        () -> {},
        () -> {
          ClassicHttpResponse response = chain.proceed(request, scope);
          throwAwayBody(response);
          return response;
        });
  }

  /** So that the connection can be used again; a status that came is not lost with its text. */
  private static void throwAwayBody(ClassicHttpResponse response) throws IOException {
    try (HttpEntity entity = response.getEntity()) {
      if (entity != null) {
        InputStream body = entity.getContent();
        int room = LARGEST_ANSWER;
        byte[] buffer = new byte[8192];
        for (int n; room > 0 && (n = body.read(buffer)) >= 0; ) {
          room -= n;
        }
        if (room <= 0) {
          response.close();
        }
      }
    } catch (IOException e) {
      response.close();
    }
    response.setEntity(null);
  }
}

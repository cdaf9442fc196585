package dev.omnihuman.gateway;

import dev.omnihuman.settings.ApiKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.URIAuthority;

/**
 * How every call to the gateway is made: the key goes on the wire to the configured origin and
 * nowhere else; no redirect is followed, nothing is sent twice, no cookie is kept; an answer is
 * read whole, up to a cap, within one deadline for the whole call. Its two exceptions tell apart
 * what surely never left from what may have arrived, because only the former may be sent again.
 */
public final class GatewayHttpPolicy implements HttpClientConfigurer {

  /** The provider's header for the key: "Authentication" in its documentation. */
  public static final String KEY_HEADER = "Ocp-Apim-Subscription-Key";

  static final int LARGEST_ANSWER = 1 << 20;

  private static final String BEGAN = GatewayHttpPolicy.class.getName() + ".began";

  private final HttpHost origin;
  private final Supplier<ApiKey> key;
  private final Duration wholeCall;
  private final CallsUnderWay calls;
  private final Outbound outbound;

  /**
   * @param key asked at each call, because it may change
   * @param wholeCall from the first step of a call to the last byte of its answer
   * @param timer aborts calls that take longer
   */
  public GatewayHttpPolicy(
      URI origin,
      Supplier<ApiKey> key,
      Duration wholeCall,
      ScheduledExecutorService timer,
      Outbound outbound) {
    this.origin = HttpHost.create(origin);
    this.key = key;
    this.wholeCall = wholeCall;
    this.calls = new CallsUnderWay(timer, wholeCall);
    this.outbound = outbound;
  }

  /**
   * The same for submits, which may be made only once: each gets a fresh connection, because a
   * pooled one may have been closed by the other side, and then nobody knows whether a request
   * arrived.
   *
   * @param callbacks put on the wire where the gateway calls back
   * @param stillOurs whether no other node can have taken the job over; asked on the wire, when a
   *     connection is there, so that a process that was frozen until then sends nothing
   */
  public HttpClientConfigurer forSubmits(CallbackAddresses callbacks, BooleanSupplier stillOurs) {
    return client -> {
      configureHttpClient(client, stillOurs);
      client.setConnectionReuseStrategy((request, response, context) -> false);
      client.addRequestInterceptorLast(callbacks);
    };
  }

  /** Ends all calls, now and from now on; for a stopping program, and only for free calls. */
  public void abortCalls() {
    calls.abort();
  }

  @Override
  public void configureHttpClient(HttpClientBuilder client) {
    configureHttpClient(client, () -> true);
  }

  private void configureHttpClient(HttpClientBuilder client, BooleanSupplier mayGoOut) {
    outbound.configure(client);
    client
        .addRequestInterceptorLast(this::addKey)
        .addRequestInterceptorLast(GatewayHttpPolicy::forbidCaching)
        .addExecInterceptorFirst("whole-call", this::wholeCall)
        .addExecInterceptorAfter(
            ChainElement.CONNECT.name(),
            "on-the-wire",
            (request, scope, chain) -> onTheWire(request, scope, chain, mayGoOut));
  }

  private void addKey(HttpRequest request, EntityDetails entity, HttpContext context) {
    URIAuthority authority = request.getAuthority();
    HttpHost target = new HttpHost(request.getScheme(), authority);
    if (samePlace(target, origin)) {
      request.setHeader(KEY_HEADER, key.get().onTheWire());
    }
  }

  /** Here and not in a route, because camel-http lets no Cache-Control header out. */
  private static void forbidCaching(
      HttpRequest request, EntityDetails entity, HttpContext context) {
    request.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
  }

  private static boolean samePlace(HttpHost one, HttpHost other) {
    return one.getSchemeName().equals(other.getSchemeName())
        && one.getHostName().equalsIgnoreCase(other.getHostName())
        && port(one) == port(other);
  }

  private static int port(HttpHost host) {
    if (host.getPort() >= 0) {
      return host.getPort();
    }
    return host.getSchemeName().equals("https") ? 443 : 80;
  }

  /** Stands behind the connection, so whatever fails in here may have reached the gateway. */
  private ClassicHttpResponse onTheWire(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain, BooleanSupplier mayGoOut)
      throws IOException, HttpException {
    if (!mayGoOut.getAsBoolean()) {
      throw new IOException("this node gave no sign of life for too long; others may have the job");
    }
    scope.clientContext.setAttribute(BEGAN, true);
    return chain.proceed(request, scope);
  }

  private ClassicHttpResponse wholeCall(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    AtomicBoolean late = new AtomicBoolean();
    try {
      return calls.make(
          scope,
          () -> late.set(true),
          () -> {
            ClassicHttpResponse response = chain.proceed(request, scope);
            readWhole(response, scope.clientContext);
            return response;
          });
    } catch (AnswerLostException e) {
      throw e;
    } catch (IOException e) {
      if (scope.clientContext.getAttribute(BEGAN) == null) {
        throw new RequestNotSentException(e);
      }
      throw late.get()
          ? new AnswerLostException("no whole answer within " + wholeCall.toSeconds() + " s")
          : new AnswerLostException(e);
    } catch (HttpException e) {
      throw scope.clientContext.getAttribute(BEGAN) == null
          ? new RequestNotSentException(new IOException(e.getMessage(), e))
          : new AnswerLostException("the answer is no sound HTTP: " + e.getMessage());
    }
  }

  /** The status of a refusal counts even when its text is cut or endless; a success needs both. */
  private void readWhole(ClassicHttpResponse response, HttpContext call) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return;
    }
    boolean success = response.getCode() / 100 == 2;
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (entity;
        InputStream body = entity.getContent()) {
      byte[] buffer = new byte[8192];
      for (int n; (n = body.read(buffer)) >= 0; ) {
        read.write(buffer, 0, Math.min(n, LARGEST_ANSWER - read.size()));
        if (read.size() >= LARGEST_ANSWER) {
          response.close();
          if (success) {
            throw new AnswerLostException("the answer is larger than 1 MiB");
          }
          break;
        }
      }
    } catch (IOException e) {
      if (success) {
        throw e;
      }
    }
    // Without the content type: nobody needs it, and a strange one must not cost the answer.
    response.setEntity(new ByteArrayEntity(withoutSecrets(read.toByteArray(), call), null));
  }

  /** A gateway that quotes key or token in its answer must not bring them into notes and logs. */
  private byte[] withoutSecrets(byte[] answer, HttpContext call) {
    // One character for each byte, so that nothing else is changed.
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    String secret = key.get().onTheWire();
    return CallbackAddresses.withoutTokens(text.replace(secret, "****"), call)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}

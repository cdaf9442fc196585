package dev.omnihuman.gateway;

import dev.omnihuman.settings.Network;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.hc.client5.http.auth.AuthExchange;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * How calls leave this machine: straight, or through a proxy, whose certificates they believe, and
 * that the client does nothing which it was not told: it sends nothing twice, follows no redirect,
 * keeps no cookie, unpacks nothing. A proxy only ever sees CONNECT, host and port: what follows is
 * TLS between us and the other end. Plain http, which goes to loopback addresses alone, never takes
 * the proxy.
 */
public final class Outbound {

  private static final String TUNNELLED = Outbound.class.getName() + ".tunnelled";

  private final @Nullable HttpHost proxy;
  private final Network.@Nullable User user;
  private final SSLContext tls;

  private Outbound(@Nullable HttpHost proxy, Network.@Nullable User user, SSLContext tls) {
    this.proxy = proxy;
    this.user = user;
    this.tls = tls;
  }

  public static Outbound of(Network network) {
    Network.Proxy through = network.proxy();
    return new Outbound(
        through == null ? null : new HttpHost("http", through.host(), through.port()),
        through == null ? null : through.user(),
        context(network));
  }

  /** Straight, and with the JVM's own certificates. */
  public static Outbound direct() {
    return of(Network.plain());
  }

  private static SSLContext context(Network network) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust(network), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a JVM that knows X.509 can trust a certificate", e);
    }
  }

  /** Null stands for the JVM's own; else one store of all, because only one manager is asked. */
  private static TrustManager @Nullable [] trust(Network network)
      throws GeneralSecurityException, IOException {
    if (network.authorities().isEmpty()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (TrustManager own : managers(null)) {
      if (own instanceof X509TrustManager known) {
        for (X509Certificate authority : known.getAcceptedIssuers()) {
          store.setCertificateEntry("jvm-" + number++, authority);
        }
      }
    }
    for (X509Certificate authority : network.authorities()) {
      store.setCertificateEntry("own-" + number++, authority);
    }
    return managers(store);
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** For clients that are built outside of Camel. */
  public SSLContext tls() {
    return tls;
  }

  /** The same for Camel's. */
  public SSLContextParameters tlsForCamel() {
    return new SSLContextParameters() {
      @Override
      public SSLContext createSSLContext(CamelContext camelContext) {
        return tls;
      }
    };
  }

  /** Whether a name is the proxy's own, which is looked up for it and not for where it leads. */
  public boolean isProxy(String host) {
    return proxy != null && proxy.getHostName().equalsIgnoreCase(host);
  }

  /** Before any other interceptor that is put first, so that those see what is thrown here. */
  public void configure(HttpClientBuilder client) {
    client
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .setUserAgent("omnihuman-routes");
    if (proxy != null) {
      client
          .setRoutePlanner(new ThroughProxy(proxy))
          .addExecInterceptorFirst("proxy", this::throughProxy)
          .addExecInterceptorAfter(ChainElement.CONNECT.name(), "tunnelled", Outbound::tunnelled);
    }
  }

  private static final class ThroughProxy extends DefaultRoutePlanner {

    private final HttpHost proxy;

    ThroughProxy(HttpHost proxy) {
      super(null);
      this.proxy = proxy;
    }

    @Override
    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
      return target.getSchemeName().equals("https") ? proxy : null;
    }
  }

  /** Stands behind the connection: only what gets here goes to the other end. */
  private static ClassicHttpResponse tunnelled(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    scope.clientContext.setAttribute(TUNNELLED, true);
    return chain.proceed(request, scope);
  }

  /**
   * The library hands a proxy's refusal over as if it were the answer of the other end, and answers
   * a 407 from there by sending the request, which may be a paid one, again. So what came without a
   * tunnel is an error, and the password is told unasked, with CONNECT alone.
   */
  private ClassicHttpResponse throughProxy(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    HttpHost through = scope.route.getProxyHost();
    if (through == null) {
      return chain.proceed(request, scope);
    }
    HttpClientContext call = scope.clientContext;
    call.removeAttribute(TUNNELLED);
    call.setRequestConfig(
        RequestConfig.copy(call.getRequestConfigOrDefault())
            .setAuthenticationEnabled(false)
            .build());
    if (user != null) {
      call.setAuthExchange(through, introduction(user));
    }
    ClassicHttpResponse response = chain.proceed(request, scope);
    // A connection that was there already needs no CONNECT; the tunnel was made for it before.
    if (call.getAttribute(TUNNELLED) == null) {
      scope.execRuntime.discardEndpoint();
      throw new ProxyRefusedException(through, response.getCode());
    }
    return response;
  }

  private static AuthExchange introduction(Network.User user) {
    BasicScheme basic = new BasicScheme();
    basic.initPreemptive(new UsernamePasswordCredentials(user.name(), user.password()));
    AuthExchange exchange = new AuthExchange();
    exchange.select(basic);
    return exchange;
  }
}

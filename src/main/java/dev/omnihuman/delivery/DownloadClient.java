package dev.omnihuman.delivery;

import dev.omnihuman.gateway.Outbound;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** The HTTP client of downloads: it carries no key, no cookie, and follows no redirect. */
final class DownloadClient {

  private static final int CONNECT_SECONDS = 10;

  private DownloadClient() {}

  static CloseableHttpClient create(DownloadRules rules) {
    Timeout idle = Timeout.of(rules.patience().idle());
    HttpClientBuilder client = HttpClients.custom();
    rules.outbound().configure(client);
    return client
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(rules.concurrency())
                .setMaxConnPerRoute(rules.concurrency())
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(rules.outbound().tls()))
                .setDnsResolver(names(rules))
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .setSocketTimeout(idle)
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(idle).build())
                .build())
        .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(idle).build())
        .build();
  }

  /** A proxy may well have a private address, and looks up itself where a link leads. */
  private static DnsResolver names(DownloadRules rules) {
    DnsResolver system = SystemDefaultDnsResolver.INSTANCE;
    return new Names(rules.outbound(), system, new AddressFilter(rules.links(), system));
  }

  private record Names(Outbound outbound, DnsResolver system, AddressFilter filter)
      implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return outbound.isProxy(host) ? system.resolve(host) : filter.resolve(host);
    }

    @Override
    public @Nullable String resolveCanonicalHostname(String host) {
      return filter.resolveCanonicalHostname(host);
    }
  }
}

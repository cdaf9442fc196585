package dev.omnihuman.delivery;

import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;

/** The HTTP client of downloads: it carries no key, no cookie, and follows no redirect. */
final class DownloadClient {

  private static final int CONNECT_SECONDS = 10;

  private DownloadClient() {}

  static CloseableHttpClient create(DownloadRules rules) {
    Timeout idle = Timeout.of(rules.patience().idle());
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(rules.concurrency())
                .setMaxConnPerRoute(rules.concurrency())
                .setDnsResolver(new AddressFilter(rules.links(), SystemDefaultDnsResolver.INSTANCE))
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .setSocketTimeout(idle)
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(idle).build())
                .build())
        .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(idle).build())
        .setUserAgent("omnihuman-routes")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }
}

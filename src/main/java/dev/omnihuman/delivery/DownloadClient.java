package dev.omnihuman.delivery;

import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;

/** The HTTP client of downloads: it carries no key, no cookie, and follows no redirect. */
final class DownloadClient {

  private static final int CONNECT_SECONDS = 10;
  private static final int IDLE_SECONDS = 30;

  private DownloadClient() {}

  static CloseableHttpClient create(int concurrency) {
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(concurrency)
                .setMaxConnPerRoute(concurrency)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .setSocketTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
                        .build())
                .setDefaultSocketConfig(
                    SocketConfig.custom().setSoTimeout(IDLE_SECONDS, TimeUnit.SECONDS).build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom().setResponseTimeout(IDLE_SECONDS, TimeUnit.SECONDS).build())
        .setUserAgent("omnihuman-routes")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }
}

package dev.omnihuman.bucket;

import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.settings.BucketSettings;
import dev.omnihuman.settings.Network;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * Makes AWS's client for one bucket, on the way out of this machine that everything of ours has.
 */
final class Clients {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** How long the server may be silent. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** So that a connection whose other end takes nothing more does not last for ever. */
  private static final Duration WHOLE_TRY = Duration.ofMinutes(10);

  private final BucketSettings settings;
  private final Network network;

  Clients(BucketSettings settings, Network network) {
    this.settings = settings;
    this.network = network;
  }

  AwsCredentialsProvider credentials() {
    if (settings.credentialsFile().isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    // Read again when it changes: keys are replaced while programs run.
    Path file = Path.of(settings.credentialsFile());
    return ProfileCredentialsProvider.builder()
        .profileFile(ProfileFileSupplier.reloadWhenModified(file, ProfileFile.Type.CREDENTIALS))
        .profileName("default")
        .build();
  }

  /**
   * @throws BucketException.Refused if nobody says which region it is
   */
  S3Client create(AwsCredentialsProvider credentials, SdkHttpClient http) throws BucketException {
    URI endpoint = settings.endpoint();
    S3ClientBuilder client =
        S3Client.builder()
            .credentialsProvider(credentials)
            .region(region())
            .forcePathStyle(settings.pathStyle())
            // We name our own; others than AWS refuse what the library would add.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .retryStrategy(RetryMode.STANDARD)
                    .apiCallAttemptTimeout(WHOLE_TRY)
                    .build())
            .httpClient(http);
    if (endpoint != null) {
      client.endpointOverride(endpoint);
    }
    return client.build();
  }

  private Region region() throws BucketException {
    if (!settings.region().isEmpty()) {
      return Region.of(settings.region());
    }
    if (settings.endpoint() != null) {
      return Region.US_EAST_1;
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      throw new BucketException.Refused(
          "nobody says in which region the bucket %s lies: set omnihuman.outbox.s3.region"
              .formatted(settings.name()),
          e);
    }
  }

  /** Whoever takes it closes it. */
  SdkHttpClient http() {
    return new BreakableClient(
        Apache5HttpClient.builder()
            .connectionTimeout(CONNECT)
            .socketTimeout(IDLE)
            .expectContinueEnabled(false)
            .tlsSocketStrategy(new DefaultClientTlsStrategy(Outbound.of(network).tls()))
            .proxyConfiguration(proxy(network.proxy()))
            .build());
  }

  private ProxyConfiguration proxy(Network.@Nullable Proxy proxy) {
    ProxyConfiguration.Builder through =
        ProxyConfiguration.builder()
            .useSystemPropertyValues(false)
            .useEnvironmentVariableValues(false);
    URI endpoint = settings.endpoint();
    // Plain http goes to loopback addresses alone, which no proxy reaches.
    if (proxy != null && (endpoint == null || !endpoint.getScheme().equals("http"))) {
      through.endpoint(URI.create("http://%s:%d".formatted(proxy.host(), proxy.port())));
      Network.User user = proxy.user();
      if (user != null) {
        through
            .username(user.name())
            .password(String.valueOf(user.password()))
            .preemptiveBasicAuthenticationEnabled(true);
      }
    }
    return through.build();
  }
}

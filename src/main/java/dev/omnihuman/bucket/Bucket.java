package dev.omnihuman.bucket;

import dev.omnihuman.settings.BucketSettings;
import dev.omnihuman.settings.Network;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One S3-compatible bucket. No object in it is ever replaced or deleted by us. Safe for use by many
 * threads.
 */
public final class Bucket implements AutoCloseable {

  private static final String SCHEME = "s3://";

  /** Stands there for good, so that no right to delete is needed, and tells people what it is. */
  private static final String PROBE = ".omnihuman-routes.txt";

  private static final byte[] PROBE_TEXT =
      "omnihuman-routes writes this to see whether it may write here. It may be deleted.\n"
          .getBytes(StandardCharsets.UTF_8);

  private final BucketSettings settings;
  private final Troubles troubles;
  private final AwsCredentialsProvider credentials;
  private final SdkHttpClient http;
  private final S3Client client;
  private volatile @Nullable Manner manner;

  private Bucket(BucketSettings settings, Network network) throws BucketException {
    this.settings = settings;
    this.troubles =
        new Troubles(
            "the bucket %s%s"
                .formatted(
                    settings.name(),
                    settings.endpoint() == null ? "" : " at " + settings.endpoint()));
    Clients clients = new Clients(settings, network);
    this.credentials = clients.credentials();
    this.http = clients.http();
    try {
      this.client = clients.create(credentials, http);
    } catch (BucketException e) {
      http.close();
      throw e;
    }
  }

  /**
   * Sends nothing yet.
   *
   * @throws BucketException.Refused if nobody says in which region it lies
   */
  public static Bucket open(BucketSettings settings, Network network) throws BucketException {
    return new Bucket(settings, network);
  }

  <T> T call(Supplier<T> call) throws BucketException {
    try {
      return call.get();
    } catch (SdkException e) {
      throw troubles.of(e);
    } catch (IllegalStateException | RejectedExecutionException e) {
      // Pools say so when the program stops.
      throw new BucketException("the bucket was left: " + e.getMessage(), e);
    }
  }

  /**
   * Asks for the bucket itself, which must be there and ours to see.
   *
   * @return what was found, in words
   */
  public String look() throws BucketException {
    try {
      credentials.resolveCredentials();
    } catch (SdkException e) {
      throw troubles.noCredentials(e);
    }
    call(() -> client.headBucket(request -> request.bucket(settings.name())));
    return "%s is there".formatted(uri(""));
  }

  /**
   * The same, and tries out how the server takes objects.
   *
   * @return what was found, in words
   */
  public String tryOut() throws BucketException {
    String found = look();
    Manner how = learn();
    return "%s and can be written; %s, and %s checks what comes"
        .formatted(
            found,
            how.conditional()
                ? "the server is told to replace nothing"
                : "the server cannot be told to replace nothing, so it is asked before each object",
            how.sha256() ? "SHA-256" : "MD5");
  }

  /** Found out once, when it is needed. */
  Manner manner() throws BucketException {
    Manner known = manner;
    return known == null ? learn() : known;
  }

  private Manner learn() throws BucketException {
    NewObject probe = new NewObject(key(PROBE), "text/plain", Map.of());
    S3Exception last = null;
    for (Manner one : Manner.ALL) {
      try {
        call(() -> putAs(probe, PROBE_TEXT, one));
        manner = one;
        return one;
      } catch (BucketException e) {
        if (!(e.getCause() instanceof S3Exception answer) || !isNotKnown(answer)) {
          throw e;
        }
        last = answer;
      }
    }
    throw troubles.of(Objects.requireNonNull(last));
  }

  private static boolean isNotKnown(S3Exception answer) {
    String code = Troubles.code(answer);
    return answer.statusCode() == 501
        || (answer.statusCode() == 400
            && (code.equals("NotImplemented")
                || code.equals("InvalidArgument")
                || code.equals("InvalidRequest")));
  }

  /** What is called by a name. */
  public Optional<StoredObject> find(String key) throws BucketException {
    try {
      HeadObjectResponse head =
          call(
              () ->
                  client.headObject(
                      request ->
                          request
                              .bucket(settings.name())
                              .key(key)
                              .checksumMode(ChecksumMode.ENABLED)));
      boolean ofTheWhole = head.checksumType() != ChecksumType.COMPOSITE;
      String sha256 = head.checksumSHA256();
      return Optional.of(
          new StoredObject(
              key,
              head.contentLength(),
              head.eTag(),
              Objects.requireNonNullElse(head.lastModified(), Instant.EPOCH),
              Map.copyOf(head.metadata()),
              ofTheWhole && sha256 != null && !sha256.contains("-") ? sha256 : null));
    } catch (BucketException e) {
      if (e.getCause() instanceof S3Exception answer && isNoSuchObject(answer)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** An answer to HEAD has no body that could tell; that the bucket is there was asked before. */
  private static boolean isNoSuchObject(S3Exception answer) {
    return answer.statusCode() == 404 && !Troubles.code(answer).equals("NoSuchBucket");
  }

  /**
   * The bytes of a small object.
   *
   * @param most if it has more, it is none that we look for
   */
  public Optional<byte[]> read(String key, long most) throws BucketException {
    Optional<StoredObject> found = find(key);
    if (found.isEmpty() || found.get().size() > most) {
      return Optional.empty();
    }
    GetObjectRequest request = get(found.get()).build();
    return Optional.of(call(() -> client.getObjectAsBytes(request).asByteArray()));
  }

  /** The bytes of an object, from anywhere in it; they are asked for when they are read. */
  public SeekableByteChannel open(StoredObject object) {
    return new ObjectChannel(this, object);
  }

  ResponseInputStream<GetObjectResponse> from(StoredObject object, long position)
      throws BucketException {
    GetObjectRequest request = get(object).range("bytes=%d-".formatted(position)).build();
    return call(() -> client.getObject(request));
  }

  private GetObjectRequest.Builder get(StoredObject object) {
    return GetObjectRequest.builder()
        .bucket(settings.name())
        .key(object.key())
        .ifMatch(object.etag());
  }

  /**
   * Writes a small object.
   *
   * @return false if the name is taken; nothing was written
   */
  public boolean put(NewObject object, byte[] content) throws BucketException {
    Manner how = manner();
    return find(object.key()).isEmpty() && call(() -> putAs(object, content, how));
  }

  private boolean putAs(NewObject object, byte[] content, Manner how) {
    PutObjectRequest request = request(object, Digests.of(content), how);
    return unlessTaken(() -> client.putObject(request, RequestBody.fromBytes(content)));
  }

  PutObjectRequest request(NewObject object, Digests.Sums sums, Manner how) {
    BucketSettings.Storage storage = settings.storage();
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(settings.name())
            .key(object.key())
            .contentType(object.type())
            .metadata(object.metadata())
            .storageClass(orNull(storage.storageClass()))
            .serverSideEncryption(orNull(storage.encryption()))
            .ssekmsKeyId(orNull(storage.kmsKey()));
    if (how.conditional()) {
      request.ifNoneMatch("*");
    }
    return how.sha256()
        ? request.checksumSHA256(sums.sha256()).build()
        : request.contentMD5(sums.md5()).build();
  }

  /** False if the server says that the name is taken. */
  static boolean unlessTaken(Runnable call) {
    try {
      call.run();
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == 412) {
        return false;
      }
      throw e;
    }
  }

  static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  S3Client client() {
    return client;
  }

  BucketSettings settings() {
    return settings;
  }

  /** The key of an object of this name. */
  public String key(String name) {
    return settings.prefix() + name;
  }

  /** How people name an object: {@code s3://bucket/prefix/name}. */
  public String uri(String name) {
    return SCHEME + settings.name() + "/" + key(name);
  }

  /** The key of an object that people name so; empty if it lies elsewhere. */
  public Optional<String> keyOf(String uri) {
    String start = SCHEME + settings.name() + "/";
    return uri.startsWith(start) ? Optional.of(uri.substring(start.length())) : Optional.empty();
  }

  /** Breaks off what is under way. */
  @Override
  public void close() {
    http.close();
    client.close();
  }
}

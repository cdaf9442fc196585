package dev.omnihuman.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobApiMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;

/**
 * A real S3 server on a loopback port, with one bucket, in memory. As many servers do, it knows
 * nothing of SHA-256 and passes over the condition at the end of a multipart upload.
 */
public final class S3Server implements AutoCloseable {

  public static final String BUCKET = "videos-of-ours";
  public static final String KEY_ID = "AKIDTEST";
  public static final String SECRET = "canary-s3-5b0c9d7e1f";

  private final BlobStoreContext context;
  private final BlobStore store;
  private S3Proxy server;

  public S3Server() throws Exception {
    this(URI.create("http://127.0.0.1:0"), null);
  }

  /** One that is reached by https, as localhost. */
  public S3Server(TestAuthority authority) throws Exception {
    this(URI.create("https://localhost:0"), authority);
  }

  private S3Server(URI endpoint, TestAuthority authority) throws Exception {
    context =
        ContextBuilder.newBuilder(new TransientNio2BlobApiMetadata())
            .credentials(KEY_ID, SECRET)
            .overrides(new Properties())
            .build(BlobStoreContext.class);
    store = context.getBlobStore();
    store.createContainerInLocation(null, BUCKET);
    start(endpoint, authority);
  }

  private void start(URI endpoint, TestAuthority authority) throws Exception {
    S3Proxy.Builder builder =
        S3Proxy.builder()
            .blobStore(store)
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY_ID, SECRET);
    if (authority == null) {
      builder.endpoint(endpoint);
    } else {
      builder
          .secureEndpoint(endpoint)
          .keyStore(authority.serverKeys().toString(), TestAuthority.PASSWORD);
    }
    server = builder.build();
    server.start();
    Awaitility.await().until(() -> server.getState().equals("STARTED"));
  }

  public URI origin() {
    return server.getPort() > 0
        ? URI.create("http://127.0.0.1:" + server.getPort())
        : URI.create("https://localhost:" + server.getSecurePort());
  }

  /** The settings of a program that uses it by way of an address, by their keys. */
  public Map<String, String> settings(URI endpoint, Path folder) throws IOException {
    return new HashMap<>(
        Map.of(
            "omnihuman.outbox.s3.bucket",
            BUCKET,
            "omnihuman.outbox.s3.endpoint",
            endpoint.toString(),
            "omnihuman.outbox.s3.path-style",
            "true",
            "omnihuman.outbox.s3.part-size",
            "5MiB",
            "omnihuman.outbox.s3.credentials-file",
            credentials(folder, SECRET).toString()));
  }

  /** A file as AWS's own tools write it. */
  public static Path credentials(Path folder, String secret) throws IOException {
    Files.createDirectories(folder);
    return Files.writeString(
        folder.resolve("credentials"),
        "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
            .formatted(KEY_ID, secret));
  }

  /** The keys of all objects but the one by which the program tries whether it may write. */
  public List<String> keys() {
    return store.list(BUCKET, ListContainerOptions.Builder.recursive()).stream()
        .map(StorageMetadata::getName)
        .filter(key -> !key.endsWith(".omnihuman-routes.txt"))
        .sorted()
        .toList();
  }

  public byte[] bytes(String key) {
    try (InputStream in = store.getBlob(BUCKET, key).getPayload().openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Map<String, String> metadata(String key) {
    return store.blobMetadata(BUCKET, key).getUserMetadata();
  }

  /** What somebody else puts there. */
  public void put(String key, String content) {
    store.putBlob(BUCKET, store.blobBuilder(key).payload(content).build());
  }

  public void remove(String key) {
    store.removeBlob(BUCKET, key);
  }

  /** How many multipart uploads nobody has ended. */
  public int uploadsUnderWay() {
    return store.listMultipartUploads(BUCKET).size();
  }

  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the S3 server did not stop", e);
    } finally {
      context.close();
    }
  }
}

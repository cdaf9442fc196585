package dev.omnihuman.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The S3-compatible bucket that finished videos go to in place of the outbox folder.
 *
 * @param prefix before the names of all objects; empty, or with a slash at its end
 * @param region empty: as the AWS SDK finds it
 * @param endpoint of another server than AWS; null: AWS
 * @param pathStyle whether the bucket stands in the path and not in the host's name
 * @param credentialsFile in the format of AWS's own; empty: as the AWS SDK finds them
 * @param partSize in bytes; a larger video is sent in parts of this size
 */
public record BucketSettings(
    String name,
    String prefix,
    String region,
    @Nullable URI endpoint,
    boolean pathStyle,
    String credentialsFile,
    Storage storage,
    long partSize) {

  private static final String NAME = "omnihuman.outbox.s3.bucket";
  private static final String PREFIX = "omnihuman.outbox.s3.prefix";
  private static final String REGION = "omnihuman.outbox.s3.region";
  private static final String ENDPOINT = "omnihuman.outbox.s3.endpoint";
  private static final String CREDENTIALS = "omnihuman.outbox.s3.credentials-file";
  private static final String STORAGE_CLASS = "omnihuman.outbox.s3.storage-class";
  private static final String ENCRYPTION = "omnihuman.outbox.s3.encryption";
  private static final String KMS_KEY = "omnihuman.outbox.s3.kms-key";
  private static final String PART_SIZE = "omnihuman.outbox.s3.part-size";

  /** Fewer bytes in a part are refused by S3, but for the last one. */
  private static final long SMALLEST_PART = 5L << 20;

  /** More bytes in one request are refused by S3. */
  private static final long LARGEST_PART = 5L << 30;

  /**
   * How the server keeps the objects; empty text leaves each to the bucket.
   *
   * @param storageClass such as {@code STANDARD_IA}
   * @param encryption {@code AES256} or {@code aws:kms}
   * @param kmsKey which key, with {@code aws:kms}
   */
  public record Storage(String storageClass, String encryption, String kmsKey) {}

  /**
   * @return null if there is none
   * @throws SettingsException naming the key, what was found and what is allowed
   */
  static @Nullable BucketSettings of(
      PropertyFiles properties, Quantities quantities, boolean allowHttp) {
    // Checked in any case: a word that is wrong is wrong before it is used, too.
    boolean pathStyle = quantities.flag("omnihuman.outbox.s3.path-style");
    long partSize = quantities.size(PART_SIZE);
    if (partSize < SMALLEST_PART || partSize > LARGEST_PART) {
      throw Quantities.bad(PART_SIZE, properties.get(PART_SIZE), "5MiB to 5GiB");
    }
    URI endpoint = endpoint(properties.get(ENDPOINT), allowHttp);
    String region = properties.get(REGION);
    if (!region.matches("|[a-z0-9][a-z0-9-]{0,62}")) {
      throw Quantities.bad(REGION, region, "the name of a region, as in eu-central-1");
    }
    String prefix = prefix(properties.get(PREFIX));
    Storage storage = storage(properties);
    String name = properties.get(NAME);
    if (name.isEmpty()) {
      return null;
    }
    if (!name.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]") || name.contains("..")) {
      throw Quantities.bad(
          NAME, name, "the name of a bucket: 3 to 63 of a-z, 0-9, dot and hyphen, without s3://");
    }
    return new BucketSettings(
        name,
        prefix,
        region,
        endpoint,
        pathStyle,
        credentials(properties.get(CREDENTIALS)),
        storage,
        partSize);
  }

  private static @Nullable URI endpoint(String text, boolean allowHttp) {
    if (text.isEmpty()) {
      return null;
    }
    String allowed =
        "https://HOST, perhaps with a port; plain http only to a loopback address and with"
            + " omnihuman.allow-http=true";
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw Quantities.bad(ENDPOINT, text, allowed);
    }
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    boolean http =
        "http".equalsIgnoreCase(url.getScheme())
            && allowHttp
            && url.getHost() != null
            && Loopback.isLoopback(url.getHost());
    boolean origin =
        url.getHost() != null
            && url.getPort() <= 65_535
            && url.getRawUserInfo() == null
            && Objects.requireNonNullElse(url.getRawPath(), "").matches("/?")
            && url.getRawQuery() == null
            && url.getRawFragment() == null;
    if (!origin || !(https || http)) {
      // Somebody may have put a password into it.
      throw Quantities.bad(ENDPOINT, text.replaceAll("//.*@", "//****@"), allowed);
    }
    return URI.create(url.getScheme().toLowerCase(Locale.ROOT) + "://" + url.getRawAuthority());
  }

  private static String prefix(String text) {
    boolean plain =
        text.matches("([A-Za-z0-9!_'()*-][A-Za-z0-9 .!_'()*-]*(/|$))*") && text.length() <= 300;
    if (!plain) {
      throw Quantities.bad(
          PREFIX,
          text,
          "names such as videos/spring, of letters, digits, space and . ! _ ' ( ) * -, none of"
              + " which begins with a dot, 300 characters at most");
    }
    return text.isEmpty() || text.endsWith("/") ? text : text + "/";
  }

  private static Storage storage(PropertyFiles properties) {
    String storageClass = properties.get(STORAGE_CLASS);
    if (!storageClass.matches("|[A-Z][A-Z0-9_]{0,40}")) {
      throw Quantities.bad(STORAGE_CLASS, storageClass, "a storage class such as STANDARD_IA");
    }
    String encryption = properties.get(ENCRYPTION);
    if (!encryption.matches("|AES256|aws:kms")) {
      throw Quantities.bad(ENCRYPTION, encryption, "AES256, aws:kms, or nothing");
    }
    String kmsKey = properties.get(KMS_KEY);
    if (!kmsKey.isEmpty() && !encryption.equals("aws:kms")) {
      throw new SettingsException(
          "%s is set and %s is not aws:kms: the key would not be used"
              .formatted(KMS_KEY, ENCRYPTION));
    }
    if (!kmsKey.matches("[A-Za-z0-9:/_-]*")) {
      throw Quantities.bad(KMS_KEY, kmsKey, "the id, alias or ARN of a key");
    }
    return new Storage(storageClass, encryption, kmsKey);
  }

  private static String credentials(String file) {
    try {
      if (!file.isEmpty() && !Files.isReadable(Path.of(file))) {
        throw new SettingsException("%s: %s cannot be read".formatted(CREDENTIALS, file));
      }
    } catch (InvalidPathException e) {
      throw SecretFile.unreadable(CREDENTIALS, file, e);
    }
    return file;
  }
}

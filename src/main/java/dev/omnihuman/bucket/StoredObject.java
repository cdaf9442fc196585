package dev.omnihuman.bucket;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object that stands in the bucket, whole, as every object there does.
 *
 * @param size in bytes
 * @param etag changes with the object
 * @param metadata what its writer wrote beside it, by names in lower case
 * @param sha256 of its bytes in Base64, where the server keeps one for the whole; else null
 */
public record StoredObject(
    String key,
    long size,
    String etag,
    Instant changedAt,
    Map<String, String> metadata,
    @Nullable String sha256) {

  /**
   * Whether its bytes have this hash, as far as the server tells.
   *
   * @param hex the SHA-256
   */
  public boolean mayHave(String hex) {
    return sha256 == null || sha256.equals(Digests.base64(HexFormat.of().parseHex(hex)));
  }
}

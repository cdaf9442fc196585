package dev.omnihuman.bucket;

import dev.omnihuman.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Hashes as S3 writes them, in Base64. */
final class Digests {

  private static final int BUFFER = 128 * 1024;

  private Digests() {}

  /** Those of one request's body. */
  record Sums(String sha256, String md5) {}

  /**
   * @param whole sees the same bytes
   */
  static Sums of(Body body, MessageDigest whole) throws IOException {
    MessageDigest sha = Sha256.create();
    MessageDigest md5 = md5();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = body.unwatched()) {
      for (int n; (n = in.read(buffer)) >= 0; ) {
        sha.update(buffer, 0, n);
        md5.update(buffer, 0, n);
        whole.update(buffer, 0, n);
      }
    }
    return new Sums(base64(sha.digest()), base64(md5.digest()));
  }

  static Sums of(byte[] bytes) {
    return new Sums(base64(Sha256.create().digest(bytes)), base64(md5().digest(bytes)));
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}

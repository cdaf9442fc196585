package dev.omnihuman.digest;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 at the speed of the processor's own instructions. The JDK's is that fast only once its
 * second compiler has been at work, which the recommended JVM flags leave out.
 */
public final class Sha256 {

  private static final boolean NATIVE =
      AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null;

  private Sha256() {}

  public static MessageDigest create() {
    try {
      return NATIVE
          ? MessageDigest.getInstance("SHA-256", AmazonCorrettoCryptoProvider.INSTANCE)
          : MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

package dev.omnihuman.digest;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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

  /** In hex. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(create().digest(bytes));
  }

  /** Of all that a file holds, in hex. */
  public static String hex(Path file) throws IOException {
    MessageDigest sha256 = create();
    try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), sha256)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha256.digest());
  }
}

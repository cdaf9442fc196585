package dev.omnihuman.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority of one's own, and a certificate of its for localhost. */
public final class TestAuthority {

  public static final String PASSWORD = "changeit";

  private final Path keys;
  private final Path pem;

  private TestAuthority(Path keys, Path pem) {
    this.keys = keys;
    this.pem = pem;
  }

  /**
   * Made by the JDK's own keytool.
   *
   * @param folder where its files go
   */
  public static TestAuthority in(Path folder) throws Exception {
    Files.createDirectories(folder);
    Path all = folder.resolve("all.p12");
    keytool(all, "-alias", "authority", "-dname", "CN=Test authority", "-ext", "bc:c");
    keytool(
        all,
        "-alias",
        "server",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost",
        "-signer",
        "authority");
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(all)) {
      store.load(in, PASSWORD.toCharArray());
    }
    Path pem = folder.resolve("authority.pem");
    String text =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(store.getCertificate("authority").getEncoded());
    Files.writeString(
        pem,
        "Our own authority\n-----BEGIN CERTIFICATE-----\n"
            + text
            + "\n-----END CERTIFICATE-----\n");
    // A server takes the first key that it finds.
    store.deleteEntry("authority");
    Path keys = folder.resolve("server.p12");
    try (var out = Files.newOutputStream(keys)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return new TestAuthority(keys, pem);
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("keytool failed: " + command);
    }
  }

  /** Key and certificate of a server on localhost; see {@link #PASSWORD}. */
  public Path serverKeys() {
    return keys;
  }

  /** The authority's certificate. */
  public Path pem() {
    return pem;
  }
}

package dev.omnihuman.gateway;

import dev.omnihuman.job.Job;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.Variable;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * Where the gateway calls back: each attempt to submit gets an address with a fresh token of its
 * own, which only the gateway learns. The ledger keeps the token's hash. The route names the
 * attempt in the header; here, on the wire, its address takes that place, so that no exchange, log
 * or note ever holds a token.
 *
 * @see <a href="https://www.pixazo.ai/models/omnihuman">provider, "Webhook Headers"</a>
 */
public final class CallbackAddresses implements HttpRequestInterceptor {

  /** The path of every callback; the token follows. */
  public static final String PATH = "/callbacks/";

  static final String ADDRESS_HEADER = "X-Webhook-URL";
  static final String MODE_HEADER = "X-Webhook-Mode";

  /** 256 bits: nobody guesses one. */
  private static final int TOKEN_BYTES = 32;

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

  /** A token behind its path, which may be escaped for JSON or for a URL. */
  private static final Pattern QUOTED =
      Pattern.compile(
          "((?:\\\\?/|%(?:25)*2F)callbacks(?:\\\\?/|%(?:25)*2F))" + TOKEN.pattern(),
          Pattern.CASE_INSENSITIVE);

  /** Where the token of the attempt that a request begins is kept during its call. */
  private static final String SENT = CallbackAddresses.class.getName() + ".sent";

  private final @Nullable URI publicUrl;
  private final String mode;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  /**
   * @param publicUrl where our port is reached from outside, perhaps with a path; null: nobody
   *     calls back
   * @param mode {@code terminal} or {@code sync}
   */
  public CallbackAddresses(@Nullable URI publicUrl, String mode) {
    this.publicUrl = publicUrl;
    this.mode = mode;
  }

  /** Submits without callbacks. */
  public static CallbackAddresses none() {
    return new CallbackAddresses(null, "terminal");
  }

  /** Whether anybody is asked to call back. */
  public boolean areGiven() {
    return publicUrl != null;
  }

  /** The hash by which a token is known; null if the text is no token. */
  public static @Nullable String hash(String token) {
    return TOKEN.matcher(token).matches() ? sha256(token) : null;
  }

  private static String sha256(String token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Makes a token for an attempt that is about to begin.
   *
   * @return null if nobody is to call back
   */
  @Nullable String token() {
    if (publicUrl == null) {
      return null;
    }
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The attempt has begun, and its token's hash is stored. */
  void expect(Job begun, String token) {
    tokens.put(reference(begun), token);
  }

  /** The attempt has ended. */
  void forget(Job begun) {
    tokens.remove(reference(begun));
  }

  /** What stands for an attempt's address until it is on the wire. */
  public String reference(@Variable("job") Job begun) {
    return begun.id() + "/" + begun.progress().attempt();
  }

  @Override
  public void process(HttpRequest request, @Nullable EntityDetails entity, HttpContext context)
      throws IOException {
    Header attempt = request.getFirstHeader(ADDRESS_HEADER);
    request.removeHeaders(ADDRESS_HEADER);
    if (publicUrl == null) {
      return;
    }
    String token = attempt == null ? null : tokens.remove(attempt.getValue());
    if (token == null) {
      // It would be paid for, and could not heal.
      throw new IOException("the submit has no address for its callback, so it is not sent");
    }
    request.setHeader(ADDRESS_HEADER, publicUrl + PATH + token);
    request.setHeader(MODE_HEADER, mode);
    context.setAttribute(SENT, token);
  }

  /**
   * An answer's text without tokens: without the one that was sent in this call, however it is
   * quoted, and without those of earlier calls where they stand in an address.
   */
  static String withoutTokens(String answer, HttpContext call) {
    String masked = QUOTED.matcher(answer).replaceAll("$1****");
    return call.getAttribute(SENT) instanceof String token ? masked.replace(token, "****") : masked;
  }
}

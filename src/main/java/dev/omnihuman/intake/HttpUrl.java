package dev.omnihuman.intake;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rule for the URLs that the gateway is to fetch. Whether they can be fetched, it will say. */
final class HttpUrl {

  static final int MAX_BYTES = 2048;
  static final int MAX_PORT = 65_535;

  static final String ALLOWED =
      "an absolute http or https URL with a host, without user name or password, at most "
          + MAX_BYTES
          + " bytes";

  /** What leaves no ink; {@link URI} stops at controls and spaces, not at the others. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Z}]");

  private static final Pattern LABEL = Pattern.compile("\\w(?:[\\w-]*\\w)?");
  private static final Pattern TOP_LABEL = Pattern.compile("[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?");
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?<host>\\[.*]|[^:]*)(?::(?<port>[0-9]*))?");

  private HttpUrl() {}

  /** What a person should be told about it; empty when it may be used. */
  static Optional<String> fault(String url) {
    List<String> faults = new ArrayList<>();
    int bytes = url.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      faults.add(bytes + " bytes");
    }
    faults.addAll(url.isEmpty() ? List.of("empty") : shapeFaults(url));
    return faults.isEmpty()
        ? Optional.empty()
        : Optional.of(Shown.quotedUrl(url) + " (" + String.join(", ", faults) + ")");
  }

  private static List<String> shapeFaults(String url) {
    Matcher invisible = INVISIBLE.matcher(url);
    if (invisible.find()) {
      return List.of(characterFault(url, invisible.start()));
    }
    try {
      return partFaults(new URI(url));
    } catch (URISyntaxException e) {
      int index = e.getIndex();
      boolean atCharacter = index >= 0 && index < url.length() && url.charAt(index) != ':';
      return List.of(atCharacter ? characterFault(url, index) : "not a URL");
    }
  }

  private static String characterFault(String url, int index) {
    int character = url.codePointAt(index);
    String shown = character == ' ' ? "a space" : Shown.quoted(Character.toString(character));
    String escape = character == '%' ? " without two hex digits" : "";
    return shown + escape + " at character " + (url.codePointCount(0, index) + 1);
  }

  private static List<String> partFaults(URI url) {
    String scheme = url.getScheme();
    if (scheme == null) {
      return List.of("it does not start with http:// or https://");
    }
    if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      return List.of(Shown.quoted(scheme) + " instead of http or https");
    }
    String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
    String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
    List<String> faults = new ArrayList<>();
    if (hostAndPort.length() < authority.length()) {
      faults.add("a user name in it");
    }
    Matcher parts = HOST_AND_PORT.matcher(hostAndPort);
    if (!parts.matches() || !isHost(url, parts.group("host"))) {
      faults.add("no valid host in it");
    } else if (isTooHigh(parts.group("port"))) {
      faults.add("a port above " + MAX_PORT);
    }
    return faults;
  }

  private static boolean isHost(URI url, String host) {
    // A zone, as in [fe80::1%eth0], names a network card of one machine.
    return url.getHost() == null ? isUnderscored(host) : !host.contains("%");
  }

  /** {@link URI} sees no host where a label has an underscore; some storage services have them. */
  private static boolean isUnderscored(String host) {
    // The dot of the root may end it.
    String[] labels = host.replaceFirst("\\.$", "").split("\\.", -1);
    return Arrays.stream(labels).allMatch(label -> LABEL.matcher(label).matches())
        && TOP_LABEL.matcher(labels[labels.length - 1]).matches();
  }

  private static boolean isTooHigh(@Nullable String port) {
    String digits = port == null ? "" : port.replaceFirst("^0+", "");
    return digits.length() > 5 || !digits.isEmpty() && Integer.parseInt(digits) > MAX_PORT;
  }
}

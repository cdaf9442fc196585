package dev.omnihuman.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of a status answer: "Response Fields" in the provider's documentation.
 *
 * @param requestId null if the body names none
 * @param status in upper case, null if the body names none
 * @param error the provider's words, null if there are none
 * @param mediaUrls as they came, unchecked
 */
record StatusAnswer(
    @Nullable String requestId,
    @Nullable String status,
    @Nullable String error,
    List<String> mediaUrls) {

  static StatusAnswer read(byte[] body) {
    JsonNode object = ProviderJson.object(body);
    String status = ProviderJson.text(object, "status");
    return new StatusAnswer(
        ProviderJson.text(object, "request_id"),
        status == null ? null : ProviderJson.printable(status).toUpperCase(Locale.ROOT),
        ProviderJson.text(object, "error"),
        mediaUrls(object.path("output").path("media_url")));
  }

  /** A list of texts; a single text is taken as a list of one. */
  private static List<String> mediaUrls(JsonNode node) {
    List<String> urls = new ArrayList<>();
    if (node.isTextual()) {
      urls.add(node.textValue());
    }
    // Only a list: of an object this would take every value, whatever it is called.
    if (node.isArray()) {
      for (JsonNode element : node) {
        if (element.isTextual()) {
          urls.add(element.textValue());
        }
      }
    }
    urls.removeIf(String::isBlank);
    return List.copyOf(urls);
  }
}

package dev.omnihuman.intake;

import org.jspecify.annotations.Nullable;

/**
 * A manifest that came as a message.
 *
 * @param id the same however often it is delivered, and no other message's
 * @param stem by which its job is filed, and its video called when it gives no name
 * @param text what it says; null if it is no text
 */
public record Message(String id, String stem, byte @Nullable [] text) {

  String file() {
    return stem + ".json";
  }
}

package dev.omnihuman.notices;

import dev.omnihuman.ledger.Notice;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;

/**
 * Notices as CloudEvents 1.0 in structured JSON. What is sent again is the same byte for byte.
 *
 * @param source the same for all events of a ledger
 */
record Envelope(URI source) {

  private static final JsonFormat FORMAT = new JsonFormat();

  /**
   * @param ledger the ledger's own name; neither host nor folder shall be told
   */
  static Envelope of(String ledger) {
    return new Envelope(URI.create("/omnihuman-routes/" + ledger));
  }

  byte[] around(Notice notice) {
    return FORMAT.serialize(
        CloudEventBuilder.v1()
            .withId(notice.id())
            .withSource(source)
            .withType(notice.topic().type())
            .withSubject(notice.subject())
            .withTime(notice.at().atOffset(ZoneOffset.UTC))
            // The extension "sequence" is compared as text.
            .withExtension("sequence", "%010d".formatted(notice.seq()))
            .withData("application/json", notice.content().getBytes(StandardCharsets.UTF_8))
            .build());
  }
}

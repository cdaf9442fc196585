package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The schema that editors use and the code that decides give the same verdict. Beyond a schema's
 * sight, and so not compared: what is lost by parsing (encoding, size, doubled keys), lengths in
 * bytes where characters are longer, the inside of an IPv6 address, the file's name.
 */
class ManifestSchemaTest {

  /** Escapes all that is not ASCII, so that half a surrogate pair reaches the reader as such. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final JsonNode SCHEMA_TEXT = schemaText();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final JsonSchema SCHEMA = FACTORY.getSchema(SCHEMA_TEXT);

  private static final String HTTPS = "https://h.example/";
  private static final List<JsonNode> URLS =
      values(
          """
          ["http://h", "https://h.example/a.png", "HTTP://H:80", "https://h:/x", "https://h:065535",
           "https://h:65536", "https://h:99999999999/", "https://a_b.c/x", "https://a_b.c:1?x=/?",
           "https://a_b.c:65536", "https://a_b.c.", "https://a_b..c", "https://a_b.c..", "https://a_b.3c", "https://a_b.c:000000080", "https://a_b.c:x", "https://a_b", "https://a_b.", "https://.a_b.c", "https://a_b.c:1:2",  "https://_a.b", "https://a.b_", "https://a-.b", "https://-a", "https://3com/",
           "https://1.2.3.4/", "https://1.2.3.4.5/", "https://256.1.1.1", "https://1.2.3", "https://0001.2.3.4",
           "https://99999999999.1.1.1", "https://2130706433/", "https://[::1]/", "https://[::1]:8/",
           "https://[fe80::1%25eth0]/", "https://[::1", "https://a..b", "https://a.b./", "https://a.3b/",
           "https://h/a b", "https://h/%zz", "https://h/%2", "https://h/%20#%41", "https://h/[x]",
           "https://h/?[x]", "https://h/#[x]?", "https://h/#a#b", "https://h/{x}", "https://h/a|b",
           "https://h/\\u00fc", "https://h/\\u00a0", "https://h/\\u200b", "https://h/\\u0085", "https://h/\\ud83d\\ude00",
           "https://h/\\ud83d", "https://h/x\\n", "https://h\\n", "https://h/\\u0000", "https://\\u00fc.com/",
           "https://u@h/", "https://u:p@h/x", "https://@h/", "https://h/@u", "https://h?u@x", "https://", "https:///x",
           "https:h", "https:", "http", "", " https://h", "ftp://h/", "file:///x", "httpss://h", "h/x", "//h/x", "https://h\\\\x",
           "https://ex%41mple.com/", "https://h:x/", "https://h:-1/", "data:image/png;base64,AA", "https://h/\\"x\\"",
           "https://h/a/../b;c=d,e!f~g*h'(i)$&+", "javascript:alert(1)", null, 1, true, [], {}, ["https://h/"]]
          """);
  private static final List<JsonNode> RESOLUTIONS =
      values("[\"480p\", \"720p\", \"1080p\", \"4k\", \"\", \"720P\", \"720p\\n\", 720, null, []]");
  private static final List<JsonNode> NAMES =
      values(
          """
          ["a", "My Clip", "a.b", ".a", "a.", " a", "a ", "a  b", " ", ".", "-", "_", "", "a/b", "a\\\\b", "a\\nb",
           "a\\n", "a\\t", "\\u00fc", "u\\u0308", "\\u0308", "\\u6620\\u753b", "\\ud83d\\ude00", "\\ud83d", "a\\u00a0b",
           "a\\u200db", "\\u0968", "\\u00b2", "\\ud835\\udc9c", "a:b", "a*", "a#", null, 1, false, [], {}]
          """);
  private static final List<JsonNode> FORCES =
      values("[true, false, \"true\", null, 0, 1, [], {}]");
  private static final List<String> STRANGERS =
      List.of("imageUrl", "Name", "$schema", "", "x", "comment", "image_url ", "force\n");

  @Test
  void the_schema_is_one_by_its_own_rules_and_its_examples_are_accepted() {
    JsonSchema meta = FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012));

    assertThat(meta.validate(SCHEMA_TEXT)).isEmpty();
    for (JsonNode example : SCHEMA_TEXT.get("examples")) {
      assertThat(accepts(example)).as("%s", example).isTrue();
    }
    SCHEMA_TEXT
        .get("properties")
        .properties()
        .forEach(
            property -> {
              for (JsonNode example : property.getValue().get("examples")) {
                JsonNode document = good().set(property.getKey(), example);
                assertThat(accepts(document)).as("%s", document).isTrue();
              }
            });
  }

  @Test
  void both_know_the_same_fields() {
    assertThat(SCHEMA_TEXT.get("properties").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(List.of(Field.values()).stream().map(f -> f.key).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "[]", "null", "\"x\"", "1", "[{}]", "{\"image_url\": \"http://h\"}"})
  void both_refuse_what_is_no_manifest_at_all(String text) throws IOException {
    assertThat(accepts(JSON.readTree(text))).isFalse();
  }

  @Test
  void both_agree_about_every_single_value() {
    for (JsonNode url : URLS) {
      accepts(good().set("image_url", url));
      accepts(good().set("audio_url", url));
    }
    RESOLUTIONS.forEach(value -> accepts(good().set("resolution", value)));
    NAMES.forEach(value -> accepts(good().set("name", value)));
    FORCES.forEach(value -> accepts(good().set("force", value)));
    STRANGERS.forEach(key -> assertThat(accepts(good().put(key, "x"))).isFalse());
  }

  @Test
  void both_draw_the_same_limits() {
    assertThat(accepts(good().put("name", "a".repeat(120)))).isTrue();
    assertThat(accepts(good().put("name", "a".repeat(121)))).isFalse();
    assertThat(accepts(good().put("image_url", HTTPS + "a".repeat(2048 - HTTPS.length()))))
        .isTrue();
    assertThat(accepts(good().put("image_url", HTTPS + "a".repeat(2049 - HTTPS.length()))))
        .isFalse();
    assertThat(accepts(good().put("image_url", HTTPS + "%20".repeat(670)))).isTrue();
    assertThat(accepts(good().put("image_url", "https://a_b." + "a.".repeat(1000)))).isTrue();
  }

  @Test
  void both_agree_about_documents_of_mixed_values() {
    Random random = new Random(3);
    int accepted = 0;
    for (int i = 0; i < 5_000; i++) {
      ObjectNode document = good();
      mix(document, "image_url", URLS, random);
      mix(document, "audio_url", URLS, random);
      mix(document, "resolution", RESOLUTIONS, random);
      mix(document, "name", NAMES, random);
      mix(document, "force", FORCES, random);
      if (random.nextInt(20) == 0) {
        document.put(STRANGERS.get(random.nextInt(STRANGERS.size())), 1);
      }
      accepted += accepts(document) ? 1 : 0;
    }
    assertThat(accepted).as("both verdicts occur").isBetween(200, 4_800);
  }

  @Test
  void both_agree_about_texts_of_random_characters() {
    String alphabet = "aZ09hx.-_~ :/?#[]@!$&'()*+,;=%2Fé映\u0308\u00a0\u200b\n\\\"{|";
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      String text = text(alphabet, random);
      accepts(good().put("name", text));
      accepts(good().put("image_url", "https://" + text));
      accepts(good().put("audio_url", HTTPS + text));
    }
  }

  private static String text(String alphabet, Random random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static void mix(ObjectNode document, String key, List<JsonNode> values, Random random) {
    int choice = random.nextInt(6);
    if (choice == 0) {
      document.remove(key);
    } else if (choice <= 2) {
      document.set(key, values.get(random.nextInt(values.size())));
    }
  }

  /** The verdict of both, which must be one. */
  private static boolean accepts(JsonNode document) {
    boolean schema = SCHEMA.validate(document).isEmpty();
    Reading reading = ManifestReader.read("x.json", written(document));
    assertThat(reading instanceof Reading.Whole)
        .as("%s: the schema says %s, the code %s", document, schema, reading)
        .isEqualTo(schema);
    return schema;
  }

  private static byte[] written(JsonNode document) {
    try {
      return JSON.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static ObjectNode good() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("image_url", "https://example.com/face.png")
        .put("audio_url", "https://example.com/speech.mp3");
  }

  private static List<JsonNode> values(String array) {
    try {
      return List.of(JSON.readValue(array, JsonNode[].class));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode schemaText() {
    try (InputStream in =
        ManifestSchemaTest.class.getResourceAsStream(
            "/dev/omnihuman/config/manifest.schema.json")) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

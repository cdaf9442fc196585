package dev.omnihuman.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejectionNoteTest {

  private static final Problem PROBLEM =
      new Problem(4, "resolution", "\"4k\"", "480p, 720p, 1080p");

  @Test
  void says_what_happened_what_is_wrong_and_how_to_go_on() {
    Problem other = new Problem(7, null, "the end of the text inside an object", "one object");

    assertThat(RejectionNote.text("x.json", List.of(PROBLEM, other)))
        .isEqualTo(
            """
            x.json was not accepted: 2 problems. Nothing was sent, nothing was charged.

            line 4, "resolution": found "4k", allowed: 480p, 720p, 1080p
            line 7: found the end of the text inside an object, allowed: one object

            Correct the file and drop it into the inbox again.
            The smallest manifest that is accepted looks like this:

            {
              "image_url": "https://example.com/face.png",
              "audio_url": "https://example.com/speech.mp3"
            }
            """);
  }

  @Test
  void ends_in_an_example_that_is_accepted() {
    String text = RejectionNote.text("x.json", List.of(PROBLEM));
    String example = text.substring(text.indexOf('{'));

    assertThat(ManifestReader.read("x.json", example.getBytes(UTF_8)))
        .isInstanceOf(Reading.Whole.class);
  }

  @Test
  void names_the_file_whole_and_in_one_line() {
    String name = "a?b=" + "x".repeat(200) + "\n.json";

    assertThat(RejectionNote.text(name, List.of(PROBLEM)))
        .startsWith(
            "a?b=" + "x".repeat(200) + "\\n.json was not accepted: 1 problem. Nothing was sent");
  }

  @Test
  void stays_short_enough_to_be_read() {
    String text = RejectionNote.text("x.json", Collections.nCopies(1000, PROBLEM));

    assertThat(text).contains("1000 problems.").contains("1080p\nand 800 more\n\nCorrect");
    assertThat(text.lines().filter(PROBLEM.message()::equals)).hasSize(200);
  }
}

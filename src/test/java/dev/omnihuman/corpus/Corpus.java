package dev.omnihuman.corpus;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Bad and good answers, callbacks and videos, each with what must become of it. They lie in {@code
 * src/test/resources/corpus}, a folder a kind, the verdicts of a folder in one file. {@link
 * CorpusTest} makes them anew from the seed and compares.
 */
public enum Corpus {
  SUBMIT_ANSWERS("submit-answers", SubmitAnswers::items),
  STATUS_ANSWERS("status-answers", StatusAnswers::items),
  CALLBACKS("callbacks", Callbacks::items),
  MP4S("mp4s", Mp4Files::items);

  static final String VERDICTS = "verdicts.json";

  private static final long SEED = 20_260_522;
  private static final Path ROOT = Path.of("src", "test", "resources", "corpus");
  private static final JsonMapper JSON = new JsonMapper();

  private interface Kind {
    List<Item> items(Random random);
  }

  private final String folder;
  private final Kind kind;

  Corpus(String folder, Kind kind) {
    this.folder = folder;
    this.kind = kind;
  }

  Path folder() {
    return ROOT.resolve(folder);
  }

  /** The items that are in the repository. */
  public List<Item> items() {
    try {
      Map<String, Map<String, Object>> verdicts =
          JSON.readValue(folder().resolve(VERDICTS).toFile(), new TypeReference<>() {});
      List<Item> items = new ArrayList<>();
      for (Map.Entry<String, Map<String, Object>> entry : verdicts.entrySet()) {
        byte[] bytes = Files.readAllBytes(folder().resolve(entry.getKey()));
        items.add(new Item(entry.getKey(), bytes, entry.getValue()));
      }
      return items;
    } catch (IOException e) {
      throw new IllegalStateException("the corpus cannot be read", e);
    }
  }

  /** The folder's files as the seed makes them, by name. */
  Map<String, byte[]> generated() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    Map<String, Map<String, Object>> verdicts = new LinkedHashMap<>();
    for (Item item : kind.items(new Random(SEED))) {
      if (files.put(item.name(), item.bytes()) != null) {
        throw new IllegalStateException("two items are called " + item.name());
      }
      verdicts.put(item.name(), item.verdict());
    }
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    String text = JSON.writer(printer).writeValueAsString(verdicts) + "\n";
    files.put(VERDICTS, text.getBytes(StandardCharsets.UTF_8));
    return files;
  }
}

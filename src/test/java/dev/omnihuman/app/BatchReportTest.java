package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.report.ReportFile;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch of 300 manifests with every kind of end among them, against the gateway's own counts. */
class BatchReportTest {

  private static final int MANIFESTS = 300;
  private static final int BAD = 10;
  private static final int FAILED = 3;
  private static final int REFUSED = 2;
  private static final int LOST = 1;
  private static final int DUPLICATES = 7;
  private static final int GOOD = MANIFESTS - BAD - FAILED - REFUSED - LOST - DUPLICATES;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  @TempDir static Path directory;
  private static TestSimulator simulator;
  private static int exitCode;
  private static String summary;
  private static JsonNode report;
  private static List<CSVRecord> rows;

  @BeforeAll
  static void let_the_batch_pass() throws Exception {
    Path home = directory.resolve("home");
    simulator = new TestSimulator();
    drop(home);
    try (TestBench bench =
        new TestBench(home, simulator.origin())
            .with("omnihuman.submit.concurrency", "16")
            .with("omnihuman.poll.concurrency", "16")
            .with("omnihuman.download.concurrency", "16")
            .with("omnihuman.price.per-second", "0.16")
            .with("omnihuman.price.per-video", "0.01")
            .with("omnihuman.price.currency", "EUR")
            .start()) {
      Path json = directory.resolve("report.json");
      Path csv = directory.resolve("report.csv");
      StringWriter out = new StringWriter();
      exitCode = bench.batch(ReportFile.at(json, bench.engine().settings().folders()), out);
      summary = out.toString();
      report = JSON.readTree(Files.readAllBytes(json));
      // The same batch once more, in the other form: nothing moves any more.
      bench.batch(ReportFile.at(csv, bench.engine().settings().folders()), new StringWriter());
      rows = read(csv);
    }
  }

  private static void drop(Path home) throws Exception {
    for (int n = 0; n < GOOD; n++) {
      TestBench.drop(home, "good-%d.json".formatted(n), TestBench.manifest("good-" + n));
    }
    for (int n = 0; n < BAD; n++) {
      TestBench.drop(home, "bad-%d.json".formatted(n), "{\"image_url\": \"ftp://a\"}");
    }
    for (int n = 0; n < DUPLICATES; n++) {
      TestBench.drop(home, "twin-%d.json".formatted(n), TestBench.manifest("good-" + n));
    }
    troubled(home, "failed", FAILED);
    troubled(home, "bad-input", REFUSED);
    troubled(home, "lost-answer", LOST);
  }

  private static void troubled(Path home, String trouble, int count) throws Exception {
    for (int n = 0; n < count; n++) {
      String stem = "simulate-%s.%d".formatted(trouble, n);
      TestBench.drop(home, stem + ".json", TestBench.manifest(stem));
    }
  }

  private static List<CSVRecord> read(Path csv) throws Exception {
    try (Reader text = Files.newBufferedReader(csv);
        CSVParser parser =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get().parse(text)) {
      return parser.getRecords();
    }
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  @Test
  void the_batch_ends_with_1() {
    assertThat(exitCode).isEqualTo(ExitCode.NOT_ALL_DELIVERED);
    assertThat(report.path("exit_code").asInt()).isEqualTo(ExitCode.NOT_ALL_DELIVERED);
    assertThat(report.path("end").asText()).isEqualTo("done");
  }

  @Test
  void the_gateway_got_each_content_once() {
    assertThat(simulator.gateway().submits()).isEqualTo(GOOD + FAILED + REFUSED + LOST);
    assertThat(simulator.gateway().accepted()).isEqualTo(GOOD + FAILED + LOST);
  }

  @Test
  void the_summary_says_how_many_came_to_which_end() {
    assertThat(summary)
        .contains(
            "%d delivered, %d failed, %d in doubt, %d rejected, 0 not finished"
                .formatted(GOOD, FAILED + REFUSED, LOST, BAD),
            "failed: %d INPUT_REFUSED, %d REMOTE_FAILED".formatted(REFUSED, FAILED),
            "%d duplicates were not submitted".formatted(DUPLICATES),
            " s of video",
            "cost: EUR ",
            " for %d charges; of 3 of them the seconds are not known".formatted(GOOD + FAILED),
            "1 more may have been charged, about EUR ",
            "report: ");
  }

  @Test
  void the_totals_are_those_of_the_gateway() {
    JsonNode totals = report.path("totals");
    assertThat(totals.path("delivered").asInt()).isEqualTo(GOOD);
    assertThat(totals.path("failed").asInt()).isEqualTo(FAILED + REFUSED);
    assertThat(totals.path("failed_by_reason"))
        .isEqualTo(
            JSON.createObjectNode().put("INPUT_REFUSED", REFUSED).put("REMOTE_FAILED", FAILED));
    assertThat(totals.path("in_doubt").asInt()).isEqualTo(LOST);
    assertThat(totals.path("rejected").asInt()).isEqualTo(BAD);
    assertThat(totals.path("duplicates").asInt()).isEqualTo(DUPLICATES);
    assertThat(totals.path("not_finished").asInt()).isZero();
    assertThat(totals.path("of_unknown_length").asInt()).isZero();
    assertThat(totals.path("charges").asLong() + totals.path("perhaps_charges").asLong())
        .isEqualTo(simulator.gateway().charged());
  }

  @Test
  void each_file_has_one_row_and_the_rows_add_up_to_the_totals() {
    List<JsonNode> jobs = new ArrayList<>();
    report.path("jobs").forEach(jobs::add);
    assertThat(jobs).hasSize(MANIFESTS);
    assertThat(jobs).extracting(job -> job.path("manifest").asText()).doesNotHaveDuplicates();
    assertThat(sum(jobs, "seconds")).isEqualByComparingTo(number(report.path("totals"), "seconds"));
    // Each failed one costs 0.01 and seconds that nobody knows: such a row names no cost.
    BigDecimal sure = number(report.path("totals").path("cost"), "sure");
    assertThat(sum(jobs, "cost").add(new BigDecimal("0.03"))).isEqualByComparingTo(sure);
    BigDecimal perSecond =
        number(report.path("totals"), "seconds").multiply(new BigDecimal("0.16"));
    assertThat(sure)
        .isEqualByComparingTo(
            perSecond.add(new BigDecimal("0.01").multiply(BigDecimal.valueOf(GOOD + FAILED))));
  }

  private static BigDecimal sum(List<JsonNode> jobs, String field) {
    return jobs.stream()
        .filter(job -> job.hasNonNull(field))
        .map(job -> number(job, field))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal number(JsonNode node, String field) {
    return node.path(field).decimalValue();
  }

  @Test
  void a_delivered_row_tells_everything_of_its_job() {
    JsonNode job = row("good-0.json");
    assertThat(job.path("state").asText()).isEqualTo("DELIVERED");
    assertThat(job.path("name").asText()).isEqualTo("good-0");
    assertThat(job.path("charged").asText()).isEqualTo("yes");
    assertThat(job.path("attempts").asInt()).isEqualTo(1);
    assertThat(job.path("request_id").asText()).startsWith("bytedance-omnihuman-v1-5-290_");
    assertThat(job.path("outputs")).extracting(JsonNode::asText).containsExactly("good-0.mp4");
    assertThat(number(job, "seconds")).isPositive();
    assertThat(job.path("currency").asText()).isEqualTo("EUR");
    assertThat(List.of("accepted_at", "submitted_at", "ready_at", "finished_at"))
        .allSatisfy(time -> assertThat(job.path(time).asText()).matches("20.*Z"));
  }

  @Test
  void rejected_and_duplicate_rows_say_why() {
    JsonNode bad = row("bad-0.json");
    assertThat(bad.path("state").asText()).isEqualTo("REJECTED");
    assertThat(bad.path("words").asText()).contains("image_url", "audio_url");
    assertThat(bad.path("id").isNull()).isTrue();
    List<JsonNode> twins = new ArrayList<>();
    report.path("jobs").forEach(twins::add);
    twins.removeIf(job -> !job.path("state").asText().equals("DUPLICATE"));
    List<String> ids = new ArrayList<>();
    report.path("jobs").forEach(job -> ids.add(job.path("id").asText()));
    assertThat(twins)
        .hasSize(DUPLICATES)
        .allSatisfy(twin -> assertThat(ids).contains(twin.path("earlier_job").asText()));
  }

  private static JsonNode row(String manifest) {
    return StreamSupport.stream(report.path("jobs").spliterator(), false)
        .filter(job -> job.path("manifest").asText().equals(manifest))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void csv_and_json_have_the_same_rows() {
    assertThat(count(rows, row -> row.get("state")))
        .isEqualTo(
            count(
                StreamSupport.stream(report.path("jobs").spliterator(), false).toList(),
                job -> job.path("state").asText()));
    assertThat(rows)
        .allSatisfy(
            row -> {
              JsonNode job = row(row.get("manifest"));
              assertThat(row.get("words"))
                  .isEqualTo(job.path("words").asText("").replace("null", ""));
              assertThat(row.get("id"))
                  .isEqualTo(job.path("id").isNull() ? "" : job.path("id").asText());
              assertThat(row.get("cost"))
                  .isEqualTo(job.path("cost").isNull() ? "" : number(job, "cost").toPlainString());
            });
  }

  private static <T> Object count(List<T> all, Function<T, String> state) {
    return all.stream().collect(Collectors.groupingBy(state, Collectors.counting()));
  }
}

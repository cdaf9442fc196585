package dev.omnihuman;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnihuman.testing.RouteFile;
import dev.omnihuman.testing.RouteFile.Route;
import dev.omnihuman.testing.RouteFile.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What routes must not do, because it costs money, gives away the key or hides a failure. */
class RouteSafetyTest {

  private static final Set<String> MADE_FROM_DATA =
      Set.of("toD", "recipientList", "routingSlip", "dynamicRouter");
  private static final Set<String> PROGRAMS = Set.of("script", "process");

  static List<RouteFile> files() {
    return RouteFile.all();
  }

  @ParameterizedTest
  @MethodSource("files")
  void no_endpoint_is_made_from_data(RouteFile file) {
    assertThat(file.steps())
        .as("a hostile URL may name file: or a placeholder, and it is obeyed")
        .noneMatch(step -> MADE_FROM_DATA.contains(step.kind()))
        .noneMatch(step -> isEnrich(step) && !step.content().path("expression").has("constant"));
    assertThat(file.text())
        .as("the header leads a call to any address, and resolves placeholders")
        .doesNotContain("CamelHttpUri");
  }

  private static boolean isEnrich(Step step) {
    return step.kind().equals("enrich") || step.kind().equals("pollEnrich");
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_route_is_no_program(RouteFile file) {
    assertThat(file.steps())
        .as("code belongs in Java, where it is compiled and tested")
        .noneMatch(step -> PROGRAMS.contains(step.kind()));
    assertThat(file.content().findValue("groovy")).as("the same").isNull();
  }

  @ParameterizedTest
  @MethodSource("files")
  void no_header_carries_a_secret(RouteFile file) {
    // By the key of a message Kafka keeps an order; it opens nothing.
    assertThat(headers(file).stream().filter(name -> !name.equals("kafka.KEY")))
        .as("a header of the exchange goes to the next host too; the client's policy adds the key")
        .noneMatch(name -> name.matches("(?i).*(key|token|authorization).*"));
  }

  private static List<String> headers(RouteFile file) {
    List<String> names = new ArrayList<>();
    for (Step step : file.steps()) {
      if (step.kind().equals("setHeader")) {
        names.add(step.content().path("name").asText());
      }
      for (JsonNode header : step.content().path("headers")) {
        names.add(header.path("name").asText());
      }
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_call_leaves_with_no_headers_but_its_own(RouteFile file) {
    for (Route route : file.routes()) {
      boolean clean = false;
      for (Step step : route.steps()) {
        if (step.kind().equals("removeHeaders")) {
          clean = step.content().path("pattern").asText().equals("*");
        }
        if (step.callsHttp()) {
          assertThat(clean)
              .as("%s, %s: what came with a message must not reach the next host", route, step)
              .isTrue();
          clean = false;
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_call_has_a_name_a_method_and_its_limits(RouteFile file) {
    for (Step call : file.steps()) {
      if (!call.callsHttp()) {
        continue;
      }
      assertThat(call.id()).as("%s: tests and metrics name it", call).matches("call-[a-z-]+");
      assertThat(call.parameter("httpMethod").asText())
          .as("%s: without a method, a query or a body decides it", call)
          .matches("GET|POST");
      assertThat(call.parameter("throwExceptionOnFailure").asText())
          .as("%s: what an answer means is decided by its status, in one table", call)
          .isEqualTo("false");
      assertThat(call.parameter("httpClientConfigurer").asText())
          .as("%s: without our policy the client sends again in silence on 429 and 503", call)
          .startsWith("#");
      for (String limit : List.of("connectTimeout", "responseTimeout", "soTimeout")) {
        assertThat(call.parameter(limit).asInt())
            .as("%s, %s in ms: the default is three minutes", call, limit)
            .isBetween(1, 60_000);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void nothing_is_sent_again_by_a_route(RouteFile file) {
    assertThat(file.content().findValues("redeliveryPolicy"))
        .as("one owner of retries: the ledger; a repeated submit is paid for twice")
        .isEmpty();
    assertThat(file.steps())
        .as("the same")
        .noneMatch(step -> step.kind().equals("loop") || step.kind().equals("circuitBreaker"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void no_job_waits_by_the_wall_clock(RouteFile file) {
    assertThat(file.routes().stream().filter(route -> !route.id().equals("inspect-inbox")))
        .as("Camel's timer stands still until a clock that was set back has caught up: scheduler")
        .noneMatch(route -> route.from().startsWith("timer:"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_failure_is_only_handled_by_name(RouteFile file) {
    List<JsonNode> catchers = new ArrayList<>();
    file.content().findValues("doCatch").forEach(list -> list.forEach(catchers::add));
    for (JsonNode list : file.content().findValues("onException")) {
      for (JsonNode entry : list) {
        JsonNode policy = entry.path("onException");
        if (policy.has("handled") || policy.has("continued")) {
          catchers.add(policy);
        }
      }
    }
    for (JsonNode catcher : catchers) {
      assertThat(catcher.path("exception"))
          .as("a catch-all would file a failed manifest as a success")
          .isNotEmpty()
          .noneMatch(name -> name.asText().startsWith("java.lang."));
    }
  }
}

package dev.omnihuman.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.desk.JobDocuments;
import dev.omnihuman.desk.WholeJob;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.Chart;
import dev.omnihuman.ledger.FoundJobs;
import dev.omnihuman.ledger.JobBoard;
import dev.omnihuman.ledger.ListedJob;
import dev.omnihuman.ledger.Wanted;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The jobs as JSON, as {@code config/openapi.json} describes them. */
final class JobApi implements WebPart {

  private static final JsonMapper JSON = new JsonMapper();

  private static final int USUAL_PAGE = 50;
  private static final int LARGEST_PAGE = 500;
  private static final int LONGEST_SEARCH = 200;
  private static final Set<String> LIST = Set.of("state", "q", "before", "limit");

  private final JobBoard board;
  private final Overview overview;
  private final Videos videos;
  private final Clock clock;
  private final Looks looks;

  JobApi(JobBoard board, Overview overview, Videos videos, Looks looks, Clock clock) {
    this.board = board;
    this.overview = overview;
    this.videos = videos;
    this.looks = looks;
    this.clock = clock;
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    looks.serveJson(
        router, "/api/overview", connections, context -> named(context, Set.of(), overview::read));
    looks.serveJson(router, "/api/jobs", connections, context -> named(context, LIST, this::list));
    looks.serveFuture(router, "/api/jobs/:id", connections, this::whole);
    looks.serveJson(
        router, "/api/charts", connections, context -> named(context, Set.of("span"), this::chart));
  }

  /** A parameter that is not known would be a filter that does not filter. */
  private static JsonNode named(RoutingContext context, Set<String> known, Looks.Look look) {
    requireKnown(context, known);
    return look.at(context);
  }

  private static void requireKnown(RoutingContext context, Set<String> known) {
    if (!known.containsAll(context.queryParams().names())) {
      throw RefusedException.bad(
          known.isEmpty()
              ? "No parameters are known here."
              : "Known parameters are %s.".formatted(known.stream().sorted().toList()));
    }
  }

  private JsonNode list(RoutingContext context) {
    Set<JobState> states =
        Looks.parameter(context, "state", EnumSet.allOf(JobState.class), JobApi::states);
    String text = Looks.parameter(context, "q", "", String::strip);
    String before = Looks.parameter(context, "before", "", JobApi::id);
    int limit = Looks.parameter(context, "limit", USUAL_PAGE, JobApi::limit);
    if (text.length() > LONGEST_SEARCH) {
      throw RefusedException.bad(
          "q has %d characters and may have %d.".formatted(text.length(), LONGEST_SEARCH));
    }
    if (!text.isEmpty()) {
      FoundJobs found = board.search(new Wanted(states, text, before, limit));
      return page(found.jobs(), found.before(), found.searchedBackTo());
    }
    // One more than asked for shows whether there are older ones.
    List<ListedJob> jobs = board.newest(states, before, limit + 1);
    return jobs.size() > limit
        ? page(jobs.subList(0, limit), jobs.get(limit - 1).job().id(), null)
        : page(jobs, null, null);
  }

  private static JsonNode page(
      List<ListedJob> jobs, @Nullable String before, @Nullable Instant searchedBackTo) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode lines = node.putArray("jobs");
    jobs.forEach(job -> lines.add(JobDocuments.line(job)));
    node.put("before", before);
    node.put("searched_back_to", searchedBackTo == null ? null : searchedBackTo.toString());
    return node;
  }

  private static EnumSet<JobState> states(String text) {
    EnumSet<JobState> states = EnumSet.noneOf(JobState.class);
    for (String name : text.split(",", -1)) {
      try {
        states.add(JobState.valueOf(name));
      } catch (IllegalArgumentException e) {
        throw RefusedException.bad(
            "state names states with commas between: %s."
                .formatted(
                    Arrays.stream(JobState.values())
                        .map(Enum::name)
                        .collect(Collectors.joining(", "))));
      }
    }
    return states;
  }

  private static String id(String text) {
    if (!isId(text)) {
      throw RefusedException.bad("before is the id of a job: 26 small letters and digits.");
    }
    return text;
  }

  static boolean isId(String text) {
    return text.matches("[0-9a-z]{26}");
  }

  private static int limit(String text) {
    if (text.matches("[0-9]{1,3}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LARGEST_PAGE) {
        return limit;
      }
    }
    throw RefusedException.bad("limit is a number from 1 to %d.".formatted(LARGEST_PAGE));
  }

  /** The ledger tells of the job even while the outbox does not answer. */
  private Future<JsonNode> whole(RoutingContext context) {
    return looks
        .read(
            context,
            () -> {
              requireKnown(context, Set.of());
              return WholeJob.read(board, find(board, context), clock.instant());
            })
        .compose(
            whole ->
                videos
                    .list(context, whole.job())
                    .map(
                        list -> {
                          ObjectNode node = JobDocuments.whole(whole, clock.instant());
                          node.set("videos", list);
                          return node;
                        }));
  }

  /** The job that the path names. */
  static Job find(JobBoard board, RoutingContext context) {
    String id = Objects.requireNonNullElse(context.pathParam("id"), "");
    return (isId(id) ? board.find(id) : Optional.<Job>empty())
        .orElseThrow(() -> new RefusedException(404, "There is no job with this id."));
  }

  private JsonNode chart(RoutingContext context) {
    Chart.Span span = Looks.parameter(context, "span", Chart.Span.DAY, JobApi::span);
    return ChartDocuments.of(board.chart(span));
  }

  private static Chart.Span span(String text) {
    return Arrays.stream(Chart.Span.values())
        .filter(span -> span.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(() -> RefusedException.bad("span is hour, day or week."));
  }
}

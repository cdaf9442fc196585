package dev.omnihuman.gateway;

import dev.omnihuman.job.RequestId;
import dev.omnihuman.job.SubmitOutcome;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which answer to a submit means which outcome. The first row that fits decides; the last one fits
 * everything.
 *
 * @see <a href="https://www.pixazo.ai/models/omnihuman">provider, "Response Handling" and "Error
 *     Responses"</a>
 */
public final class SubmitTable {

  private record Row(Predicate<GatewayReply> fits, SubmitOutcome outcome) {}

  private final List<Row> rows;

  /**
   * @param assumeRefused status codes that leave a doubt, and that people want taken for a refusal
   */
  public SubmitTable(Set<Integer> assumeRefused) {
    rows =
        List.of(
            row(reply -> reply.isSuccess() && requestId(reply) != null, SubmitOutcome.ACCEPTED),
            row(GatewayReply::isSuccess, SubmitOutcome.UNUSABLE_ANSWER),
            row(reply -> reply.status() / 100 == 3, SubmitOutcome.REDIRECTED),
            row(
                reply -> reply.status() == 400 && saysModelNotFound(reply),
                SubmitOutcome.NOT_SERVED),
            row(status(404, 405, 501), SubmitOutcome.NOT_SERVED),
            row(status(402), SubmitOutcome.NO_BALANCE),
            row(reply -> reply.status() == 403 && speaksOfQuota(reply), SubmitOutcome.TOO_MANY),
            row(status(401, 403), SubmitOutcome.KEY_REFUSED),
            row(status(429), SubmitOutcome.TOO_MANY),
            row(status(425), SubmitOutcome.TOO_EARLY),
            row(reply -> assumeRefused.contains(reply.status()), SubmitOutcome.ASSUMED_REFUSED),
            row(status(408, 409), SubmitOutcome.UNCLEAR_ANSWER),
            // The address for callbacks is ours and the same for all: no fault of a job's input.
            row(
                reply -> reply.status() / 100 == 4 && speaksOf("webhook", reply),
                SubmitOutcome.NOT_SERVED),
            row(reply -> reply.status() / 100 == 4, SubmitOutcome.INPUT_REFUSED),
            row(reply -> true, SubmitOutcome.UNCLEAR_ANSWER));
  }

  SubmitOutcome outcome(GatewayReply reply) {
    return rows.stream().filter(row -> row.fits().test(reply)).findFirst().orElseThrow().outcome();
  }

  /** The request id of an answer, or null if there is none that we would put in a path. */
  static @Nullable String requestId(GatewayReply reply) {
    String id = ProviderJson.text(ProviderJson.object(reply.body()), "request_id");
    return RequestId.isValid(id) ? id : null;
  }

  private static Row row(Predicate<GatewayReply> fits, SubmitOutcome outcome) {
    return new Row(fits, outcome);
  }

  private static Predicate<GatewayReply> status(Integer... codes) {
    return reply -> List.of(codes).contains(reply.status());
  }

  private static boolean speaksOfQuota(GatewayReply reply) {
    return reply.retryAfter() != null || speaksOf("quota", reply);
  }

  private static boolean speaksOf(String word, GatewayReply reply) {
    return ProviderJson.words(reply.body()).toLowerCase(Locale.ROOT).contains(word);
  }

  /** The provider's "Queue System Errors"; other words may be about the model in a picture. */
  private static boolean saysModelNotFound(GatewayReply reply) {
    String error = ProviderJson.text(ProviderJson.object(reply.body()), "error");
    return error != null && error.strip().equalsIgnoreCase("Model not found");
  }
}

package dev.omnihuman.block;

import dev.omnihuman.delivery.PublishedVideos;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.settings.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** The kamelet {@code omnihuman-generate-action}: a message becomes a job, and then its result. */
public final class JobAction extends Block {

  private Duration timeout = Duration.ofHours(1);

  /**
   * How long an exchange waits, such as {@code 30m}.
   *
   * @throws dev.omnihuman.settings.SettingsException if it is no duration
   */
  public void setResultTimeout(String text) {
    timeout = Quantities.duration("resultTimeout", text);
  }

  /**
   * Returns when the ledger has the job; the result comes later, and holds no thread meanwhile.
   *
   * @return fails with a {@link JobFailedException} if the job ends without a video, with a {@link
   *     JobPendingException} if it takes too long or the application stops
   * @see Intake#accept
   */
  public CompletableFuture<JobResult> generate(
      @Body @Nullable Object body,
      @Header(Intake.KEY) @Nullable String key,
      @Variable("omnihumanMessage") String messageId)
      throws IOException {
    Waits waits = engine().waits();
    PublishedVideos videos = engine().engine().videos();
    waits.requireOpen();
    Job job = engine().intake().accept(body, key, messageId).job();
    CompletableFuture<JobResult> result = new CompletableFuture<>();
    waits
        .untilEnd(job, timeout)
        .whenComplete(
            (ended, trouble) -> {
              try {
                if (trouble != null) {
                  result.completeExceptionally(trouble);
                } else if (ended.state() == JobState.DELIVERED) {
                  result.complete(JobResult.of(ended, videos));
                } else {
                  result.completeExceptionally(new JobFailedException(ended));
                }
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }
}

package dev.omnihuman.block;

import java.io.IOException;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** The kamelet {@code omnihuman-sink}: a message becomes a job. */
public final class JobSink extends Block {

  /**
   * Returns when the ledger has the job.
   *
   * @see Intake#accept
   */
  public AcceptedJob accept(
      @Body @Nullable Object body,
      @Header(Intake.KEY) @Nullable String key,
      @Variable("omnihumanMessage") String messageId)
      throws IOException {
    return engine().intake().accept(body, key, messageId);
  }
}

package dev.omnihuman.bus;

import dev.omnihuman.intake.MessageIntake;
import dev.omnihuman.intake.Taken;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;

/** Jobs that come by Kafka, many at once: read, taken, and then counted as read. */
public final class KafkaJobs {

  private final MessageIntake intake;

  public KafkaJobs(MessageIntake intake) {
    this.intake = intake;
  }

  /** What Kafka has handed over. */
  public KafkaPage page(@Body List<Exchange> records) {
    return KafkaPage.of(records);
  }

  /**
   * Makes jobs of them.
   *
   * @return those of which none came
   */
  public List<Taken> take(@Variable("page") KafkaPage page) throws InterruptedException {
    return intake.takePatiently(page.messages()).stream().filter(Taken::isRefused).toList();
  }

  /** The ledger has the jobs, and whoever reads dead letters has the others. */
  public void confirm(@Variable("page") KafkaPage page) {
    page.confirm();
  }
}

package dev.omnihuman.bus;

import dev.omnihuman.intake.Message;
import dev.omnihuman.intake.MessageIntake;
import dev.omnihuman.intake.Names;
import dev.omnihuman.intake.Taken;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Body;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** Jobs that come by JMS, one message at a time; those that come together share a commit. */
public final class JmsJobs {

  private final MessageIntake intake;

  public JmsJobs(MessageIntake intake) {
    this.intake = intake;
  }

  /**
   * Only text is looked into: what is in a message of objects would be made by whoever sent it. One
   * whose sender switched ids off is known by what it says.
   */
  public Message message(@Body jakarta.jms.Message message) throws JMSException {
    String text = message instanceof TextMessage said ? said.getText() : null;
    String given = message.getJMSMessageID();
    String id = "jms:" + (given == null ? "text:" + Names.of(String.valueOf(text)) : given);
    return new Message(id, "jms-" + Names.of(id), bytes(text));
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  /** Makes a job of it. */
  public Taken take(@Variable("message") Message message) throws InterruptedException {
    return intake.takePatiently(message);
  }
}

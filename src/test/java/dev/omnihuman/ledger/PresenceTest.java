package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PresenceTest {

  private static final Exception TROUBLE =
      new IllegalStateException("no handle", new SQLException("connection\n refused", "08001"));

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(JobLedger.class);
  private final AtomicLong nanos = new AtomicLong();
  private final Presence presence = new Presence("jdbc:x", true, nanos::get);

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void it_is_told_once_a_minute_and_when_it_is_over() {
    presence.answered();
    for (int second = 0; second < 130; second++) {
      assertThat(presence.missed(TROUBLE))
          .isEqualTo("the ledger jdbc:x is away: connection refused");
      pass(Duration.ofSeconds(1));
    }
    presence.answered();
    presence.answered();

    assertThat(told())
        .containsExactly(
            "the ledger jdbc:x is away: connection refused; nothing is submitted, everything waits",
            "the ledger jdbc:x is away: connection refused (for 60 s); nothing is submitted,"
                + " everything waits",
            "the ledger jdbc:x is away: connection refused (for 120 s); nothing is submitted,"
                + " everything waits",
            "the ledger jdbc:x is back after 130 s; everything goes on");
  }

  @Test
  void one_that_comes_and_goes_is_not_told_of_each_time() {
    for (int n = 0; n < 20; n++) {
      presence.missed(TROUBLE);
      presence.answered();
      pass(Duration.ofSeconds(1));
    }

    assertThat(told()).hasSize(2);
  }
}

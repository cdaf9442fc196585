package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Of which failures of a request people are told. */
class RefusalsTest {

  @Test
  void should_warn_of_our_own_faults_alone() {
    assertThat(Refusals.level(500, new IllegalStateException())).isEqualTo(Level.WARN);
    assertThat(Refusals.level(400, new IllegalArgumentException())).isEqualTo(Level.DEBUG);
  }

  @Test
  void should_not_warn_of_whoever_hangs_up() {
    assertThat(Refusals.level(500, new HttpClosedException("closed"))).isEqualTo(Level.DEBUG);
    assertThat(Refusals.level(500, new IOException("reset by peer"))).isEqualTo(Level.DEBUG);
  }
}

package dev.omnihuman.app;

import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.JmsPeer;
import dev.omnihuman.testing.KafkaPeer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The whole product between a gateway and real brokers, which all tests of a class share. */
abstract class BusBench {

  @TempDir static Path kafkasFolder;
  @TempDir static Path artemisFolder;
  static KafkaPeer kafka;
  static JmsPeer artemis;

  @TempDir Path home;
  @TempDir Path secrets;
  final FakeGateway gateway = new FakeGateway();
  TestBench bench;

  @BeforeAll
  static void startBrokers() throws Exception {
    kafka = new KafkaPeer(kafkasFolder);
    artemis = new JmsPeer(artemisFolder);
  }

  @AfterAll
  static void stopBrokers() throws IOException {
    kafka.close();
    artemis.close();
  }

  @AfterEach
  void stop() throws IOException {
    if (bench != null) {
      bench.close();
    }
    gateway.close();
  }
}

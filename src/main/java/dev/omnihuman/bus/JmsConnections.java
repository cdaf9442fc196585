package dev.omnihuman.bus;

import dev.omnihuman.settings.JmsBroker;
import dev.omnihuman.settings.SecretFile;
import dev.omnihuman.settings.SettingsException;
import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQJMSConnectionFactory;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * Connections to one JMS broker. User and password stand here alone, not in an endpoint's address.
 * A lost connection is an error at once, and is made anew at the next try: the ledger waits, not
 * the client.
 */
public final class JmsConnections {

  private static final long LONGEST_CALL_MILLIS = 10_000;

  /** As many as send at once. */
  private static final int SESSIONS = 8;

  private final ActiveMQJMSConnectionFactory connections;
  private final CachingConnectionFactory forSending;

  /**
   * @throws SettingsException if the address or the password's file is of no use
   */
  public JmsConnections(JmsBroker broker) {
    try {
      connections = new ActiveMQJMSConnectionFactory(broker.url());
    } catch (RuntimeException e) {
      throw new SettingsException(
          "the address of the JMS broker beside %s: Artemis' client does not understand it (%s)"
              .formatted(broker.fileSetting(), e.getClass().getSimpleName()));
    }
    if (!broker.user().isEmpty()) {
      connections.setUser(broker.user());
      connections.setPassword(SecretFile.read(broker.fileSetting(), broker.passwordFile()));
    }
    connections.setCallTimeout(LONGEST_CALL_MILLIS);
    connections.setCallFailoverTimeout(LONGEST_CALL_MILLIS);
    connections.setBlockOnDurableSend(true);
    forSending = new CachingConnectionFactory(connections);
    forSending.setSessionCacheSize(SESSIONS);
    forSending.setReconnectOnException(true);
  }

  /** One connection, kept, with sessions and producers that are used again. */
  public ConnectionFactory forSending() {
    return forSending;
  }

  /** Fresh connections, for those who keep theirs. */
  public ConnectionFactory forListening() {
    return connections;
  }

  /** Closes the connection that sends, and what is under way on it. */
  public void abort() {
    forSending.destroy();
  }

  /** No connection can be made any more. */
  public void close() {
    abort();
    connections.close();
  }
}

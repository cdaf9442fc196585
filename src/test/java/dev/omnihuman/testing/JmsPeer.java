package dev.omnihuman.testing;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQJMSConnectionFactory;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/**
 * A real Artemis in this process, with its journal, on the loopback. Can be stopped and started.
 */
public final class JmsPeer implements AutoCloseable {

  public static final String USER = "robot";
  public static final String PASSWORD = "canary-jms-password";

  private final Path folder;
  private final int port;
  private EmbeddedActiveMQ server;

  public JmsPeer(Path folder) throws Exception {
    this.folder = folder;
    port = FreePort.next();
    start();
  }

  /** At the same address as before, with all that was stored. */
  public void start() throws Exception {
    Configuration settings =
        new ConfigurationImpl()
            .setPersistenceEnabled(true)
            .setJournalType(JournalType.NIO)
            .setJournalDirectory(folder.resolve("journal").toString())
            .setBindingsDirectory(folder.resolve("bindings").toString())
            .setPagingDirectory(folder.resolve("paging").toString())
            .setLargeMessagesDirectory(folder.resolve("large").toString())
            .setSecurityEnabled(true)
            .setJMXManagementEnabled(false)
            .addAcceptorConfiguration("tcp", url())
            .addAddressSetting("#", new AddressSettings().setAutoDeleteQueues(false));
    settings.putSecurityRoles("#", allowed());
    ActiveMQJAASSecurityManager users =
        new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users());
    server = new EmbeddedActiveMQ().setConfiguration(settings).setSecurityManager(users);
    server.start();
  }

  private static Set<Role> allowed() {
    return Set.of(
        new Role("all", true, true, true, true, true, true, true, true, true, true, false, false));
  }

  private static SecurityConfiguration users() {
    SecurityConfiguration users = new SecurityConfiguration();
    users.addUser(USER, PASSWORD);
    users.addRole(USER, "all");
    return users;
  }

  public void stop() throws Exception {
    server.stop();
  }

  public String url() {
    return "tcp://127.0.0.1:" + port;
  }

  private <T> T with(Function<JMSContext, T> work) {
    try (ActiveMQJMSConnectionFactory factory = new ActiveMQJMSConnectionFactory(url());
        JMSContext context = factory.createContext(USER, PASSWORD)) {
      return work.apply(context);
    }
  }

  /** Returns when all of them are stored, in their order. */
  public void send(String queue, List<String> texts) {
    with(
        context -> {
          Queue to = context.createQueue(queue);
          texts.forEach(text -> context.createProducer().send(to, text));
          return null;
        });
  }

  /** A message that is no text. */
  public void sendBytes(String queue, byte[] bytes) {
    with(context -> context.createProducer().send(context.createQueue(queue), bytes));
  }

  /** A message of Java's own serialization. */
  public void sendObject(String queue, Serializable object) {
    with(context -> context.createProducer().send(context.createQueue(queue), object));
  }

  /** Everything that waits in a queue, in its order; it stays there. */
  public List<Message> waiting(String queue) {
    return with(
        context -> {
          try (QueueBrowser browser = context.createBrowser(context.createQueue(queue))) {
            List<Message> all = new ArrayList<>();
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
              all.add((Message) messages.nextElement());
            }
            return all;
          } catch (JMSException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** How many consumers a queue has. */
  public int listeners(String queue) {
    return server.getActiveMQServer().locateQueue(queue).getConsumerCount();
  }

  @Override
  public void close() throws IOException {
    try {
      stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}

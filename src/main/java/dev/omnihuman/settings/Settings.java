package dev.omnihuman.settings;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.GateDelays;
import dev.omnihuman.job.OutputRules;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.job.Price;
import dev.omnihuman.job.StatusRules;
import dev.omnihuman.job.SubmitRules;
import dev.omnihuman.job.SubmitRules.Caps;
import dev.omnihuman.job.SubmitRules.OnDoubt;
import dev.omnihuman.job.Topic;
import dev.omnihuman.job.Transport;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything that people set, checked. */
public record Settings(
    Folders folders,
    Gateway gateway,
    Submit submit,
    StatusRules status,
    Pace pace,
    Download download,
    OutputRules output,
    Web web,
    Signs signs,
    Messages messages,
    Simulator simulator,
    Price price,
    Network network,
    @Nullable BucketSettings bucket,
    Log log,
    Ledger ledger) {

  /**
   * @param allowHttp admits plain http to loopback addresses
   */
  public record Gateway(URI baseUrl, boolean allowHttp, String apiKeyFile) {}

  /**
   * @param assumeRefused status codes that leave a doubt and are taken for a refusal
   * @param dedupeWindow how long the same content is not submitted again; zero: it always is
   */
  public record Submit(
      SubmitRules rules,
      GateDelays gateDelays,
      Set<Integer> assumeRefused,
      Duration dedupeWindow) {}

  /**
   * How fast things happen.
   *
   * @param batchDoubtWait how long after its submit a batch waits for the callback of a job in
   *     doubt
   * @param looksPerSecond how many status requests may be made in a second; 0: no limit
   */
  public record Pace(
      Duration settleTime,
      Duration lease,
      Duration batchMaxWait,
      Duration batchDoubtWait,
      int looksPerSecond) {}

  /**
   * @param allowedHosts host names, or {@code *.} and a domain for all its sub-domains
   * @param maxSize of one file, in bytes
   * @param maxRate of all downloads together, in bytes a second; 0: no limit
   * @param minFree what must stay free on the disks, in bytes
   */
  public record Download(List<String> allowedHosts, long maxSize, long maxRate, long minFree) {}

  /**
   * What others may call.
   *
   * @param address where it listens; its port 0: nowhere
   * @param tokenFile holds what callers from elsewhere must know; empty text: there are none
   * @param hosts by which other names it may be called, in lower case
   */
  public record Web(
      InetSocketAddress address, String tokenFile, List<String> hosts, Webhook webhook) {

    public boolean isOpen() {
      return address.getPort() != 0;
    }
  }

  /**
   * @param publicUrl where the gateway reaches our port, without a slash at its end; null: it does
   *     not call back
   * @param mode the provider's {@code terminal} or {@code sync}
   * @param pollInterval between two looks at one job while callbacks come
   */
  public record Webhook(@Nullable URI publicUrl, String mode, Duration pollInterval) {}

  /**
   * By what jobs come in besides the folder.
   *
   * @param kafka null: not by Kafka
   * @param jms null: not by JMS
   * @param http whether by a POST to our port
   */
  public record Messages(@Nullable KafkaBroker kafka, @Nullable JmsBroker jms, boolean http) {

    public boolean areTaken() {
      return kafka != null || jms != null || http;
    }
  }

  /**
   * What is told to the outside.
   *
   * @param statusFiles whether a file beside each manifest in {@code working/} tells how it stands
   */
  public record Signs(Notify receiver, boolean statusFiles) {}

  /**
   * Who is told; each may be null: nobody that way.
   *
   * @param url who is told by POST
   * @param topics what of
   * @param tokenFile the file with the receiver's token, or empty text
   * @param drainWait how long a batch waits at its end for notices to be taken
   * @param kafka who is told by Kafka
   * @param jms who is told by JMS
   */
  public record Notify(
      @Nullable URI url,
      Set<Topic> topics,
      String tokenFile,
      Duration drainWait,
      @Nullable KafkaBroker kafka,
      @Nullable JmsBroker jms) {

    /** By which ways somebody is told. */
    public Set<Transport> receivers() {
      Set<Transport> receivers = EnumSet.noneOf(Transport.class);
      if (url != null) {
        receivers.add(Transport.HTTP);
      }
      if (kafka != null) {
        receivers.add(Transport.KAFKA);
      }
      if (jms != null) {
        receivers.add(Transport.JMS);
      }
      return receivers;
    }
  }

  /**
   * @param port 0 takes a free one
   */
  public record Simulator(int port, Duration queued, Duration processing) {}

  /**
   * @param file where to, besides standard output; null: nowhere
   * @param maxSize at which it is put aside, in bytes
   * @param keep how many that were put aside are kept
   * @param json one JSON object a line in place of text
   */
  public record Log(@Nullable Path file, long maxSize, int keep, boolean json) {}

  /**
   * Where the ledger is, and who we are among those that share it.
   *
   * @param server null: the SQLite file under the home
   */
  public record Ledger(@Nullable Server server, Node node) {}

  /**
   * A database server.
   *
   * @param url for JDBC, without a password
   * @param password empty if there is none, or if it is in the file
   * @param passwordFile empty if there is none
   */
  public record Server(String url, String user, String password, String passwordFile) {

    /** By which people know it. */
    public String words() {
      return url.split("\\?", 2)[0];
    }

    /**
     * @throws SettingsException if the file cannot be read
     */
    public String secret() {
      return passwordFile.isEmpty()
          ? password
          : SecretFile.read("omnihuman.ledger.password-file", passwordFile);
    }

    /** No password in any log. */
    @Override
    public String toString() {
      return words();
    }
  }

  /**
   * @param name empty: one is made
   * @param beat between two signs of life
   * @param lease without a sign of life for so long, others take over its work
   */
  public record Node(String name, Duration beat, Duration lease) {}

  /**
   * @throws SettingsException naming the key, what was found and what is allowed
   */
  public static Settings of(PropertyFiles properties) {
    Quantities quantities = new Quantities(properties);
    // Camel reads these keys where the routes name them; here they are checked before it starts.
    quantities.count("omnihuman.poll.concurrency", 1, 1000);
    quantities.count("omnihuman.download.concurrency", 1, 1000);
    quantities.duration("omnihuman.intake.scan-interval");
    quantities.duration("omnihuman.ledger.tick");
    path(properties, "omnihuman.gateway.submit-path");
    path(properties, "omnihuman.gateway.status-path");
    Gateway gateway = gateway(properties, quantities);
    return new Settings(
        folders(properties).withRecursive(quantities.flag("omnihuman.folders.recursive")),
        gateway,
        submit(properties, quantities),
        status(quantities),
        new Pace(
            quantities.duration("omnihuman.intake.settle-time"),
            quantities.duration("omnihuman.ledger.lease"),
            quantities.duration("omnihuman.batch.max-wait"),
            quantities.durationOrZero("omnihuman.batch.doubt-wait"),
            quantities.count("omnihuman.poll.max-rate", 0, 100_000)),
        new Download(
            hosts(properties, gateway.baseUrl()),
            quantities.size("omnihuman.download.max-size"),
            quantities.rate("omnihuman.download.max-rate"),
            quantities.size("omnihuman.disk.min-free")),
        new OutputRules(
            outputName(properties),
            quantities.word("omnihuman.output.checksum", "off", "sha256").equals("sha256"),
            quantities.flag("omnihuman.output.done-marker"),
            quantities.word("omnihuman.output.times", "arrival", "remote").equals("remote")),
        WebSettings.of(properties, quantities, gateway.allowHttp()),
        new Signs(
            NotifySettings.of(properties, quantities),
            quantities.word("omnihuman.folders.status", "off", "on").equals("on")),
        IntakeSettings.of(properties, quantities),
        new Simulator(
            quantities.count("omnihuman.simulator.port", 0, 65535),
            quantities.duration("omnihuman.simulator.queued"),
            quantities.duration("omnihuman.simulator.processing")),
        price(properties, quantities),
        Network.of(properties),
        BucketSettings.of(properties, quantities, gateway.allowHttp()),
        log(properties, quantities),
        LedgerSettings.of(properties, quantities));
  }

  private static Price price(PropertyFiles properties, Quantities quantities) {
    String key = "omnihuman.price.currency";
    String currency = properties.get(key);
    if (!currency.matches("[A-Z]{3}")) {
      throw Quantities.bad(key, currency, "three capital letters such as USD, EUR");
    }
    return new Price(
        quantities.decimal("omnihuman.price.per-second"),
        quantities.decimal("omnihuman.price.per-video"),
        currency);
  }

  private static Folders folders(PropertyFiles properties) {
    Path home = folder(properties, "omnihuman.home", Path.of("data"));
    if (!properties.get("omnihuman.folders.inbox").isEmpty()
        && (properties.get("omnihuman.home").isEmpty() || !properties.isSet("omnihuman.home"))) {
      throw new SettingsException(
          "omnihuman.folders.inbox is set and omnihuman.home is not: from another working"
              + " directory the ledger would be empty, and every job would be paid again."
              + " Set omnihuman.home to a folder on a local disk");
    }
    Path inbox = folder(properties, "omnihuman.folders.inbox", home.resolve("inbox"));
    Path beside = Objects.requireNonNullElse(inbox.getParent(), inbox);
    return new Folders(
        home,
        inbox,
        folder(properties, "omnihuman.folders.outbox", home.resolve("outbox")),
        new Folders.Filed(
            folder(properties, "omnihuman.folders.working", beside.resolve("working")),
            folder(properties, "omnihuman.folders.done", beside.resolve("done")),
            folder(properties, "omnihuman.folders.failed", beside.resolve("failed")),
            folder(properties, "omnihuman.folders.rejected", beside.resolve("rejected"))));
  }

  private static Path folder(PropertyFiles properties, String key, Path otherwise) {
    String text = properties.get(key);
    try {
      return (text.isEmpty() ? otherwise : Path.of(text)).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw Quantities.bad(key, text, "the path of a folder");
    }
  }

  private static Gateway gateway(PropertyFiles properties, Quantities quantities) {
    String key = "omnihuman.gateway.base-url";
    boolean allowHttp = quantities.flag("omnihuman.allow-http");
    String text = properties.get(key);
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException e) {
      throw Quantities.bad(key, text, "https://HOST or https://HOST:PORT");
    }
    boolean origin =
        url.getHost() != null
            && url.getPort() <= 65_535
            && url.getRawUserInfo() == null
            && (Objects.requireNonNullElse(url.getRawPath(), "").isEmpty()
                || url.getRawPath().equals("/"))
            && url.getRawQuery() == null
            && url.getRawFragment() == null;
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    boolean http = "http".equalsIgnoreCase(url.getScheme());
    if (!origin || !(https || http)) {
      throw Quantities.bad(key, text, "scheme, host and port alone, as in https://HOST:PORT");
    }
    if (http && !(allowHttp && Loopback.isLoopback(url.getHost()))) {
      throw Quantities.bad(
          key,
          text,
          "https; plain http only to a loopback address and with omnihuman.allow-http=true");
    }
    return new Gateway(
        URI.create(url.getScheme().toLowerCase(Locale.ROOT) + "://" + url.getRawAuthority()),
        allowHttp,
        properties.get("omnihuman.gateway.api-key-file"));
  }

  private static Log log(PropertyFiles properties, Quantities quantities) {
    String key = "omnihuman.log.file";
    String text = properties.get(key);
    // Logback would take it for a date or a number that changes.
    if (text.contains("%")) {
      throw Quantities.bad(key, text, "a path without a percent sign");
    }
    Path file;
    try {
      file = text.isEmpty() ? null : Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw Quantities.bad(key, text, "the path of a file");
    }
    return new Log(
        file,
        quantities.size("omnihuman.log.max-size"),
        quantities.count("omnihuman.log.keep", 1, 20),
        quantities.word("omnihuman.log.format", "text", "json").equals("json"));
  }

  private static Submit submit(PropertyFiles properties, Quantities quantities) {
    return new Submit(
        new SubmitRules(
            quantities.count("omnihuman.submit.concurrency", 1, 1000),
            quantities.count("omnihuman.submit.breaker-threshold", 0, 1000),
            switch (quantities.word("omnihuman.submit.on-doubt", "hold", "resubmit-once", "fail")) {
              case "resubmit-once" -> OnDoubt.RESUBMIT_ONCE;
              case "fail" -> OnDoubt.FAIL;
              default -> OnDoubt.HOLD;
            },
            quantities.word("omnihuman.submit.on-402", "hold", "fail").equals("fail"),
            new Caps(
                quantities.count("omnihuman.submit.max-per-hour", 0, 1_000_000),
                quantities.count("omnihuman.submit.max-per-day", 0, 10_000_000))),
        new GateDelays(
            quantities.durations("omnihuman.gate.trial-delays"),
            quantities.durations("omnihuman.submit.breaker-delays")),
        assumeRefused(properties),
        quantities.durationOrZero("omnihuman.dedupe.window"));
  }

  private static StatusRules status(Quantities quantities) {
    return new StatusRules(
        quantities.duration("omnihuman.poll.interval"),
        quantities.duration("omnihuman.status.confirm-error-after"),
        quantities.durations("omnihuman.submit.error-retry-delays"),
        quantities.count("omnihuman.submit.max-resubmits-on-error", 0, 100),
        quantities.duration("omnihuman.job.deadline"));
  }

  /** Only codes that leave a doubt: what any other code means is known. */
  private static Set<Integer> assumeRefused(PropertyFiles properties) {
    String key = "omnihuman.submit.assume-refused";
    Set<Integer> codes = new TreeSet<>();
    for (String part : properties.get(key).split(",")) {
      String code = part.trim();
      if (code.matches("408|409|5\\d\\d") && !code.equals("501")) {
        codes.add(Integer.valueOf(code));
      } else if (!code.isEmpty()) {
        throw Quantities.bad(key, code, "codes such as 503, each 408, 409 or 500 to 599, not 501");
      }
    }
    return codes;
  }

  private static void path(PropertyFiles properties, String key) {
    String text = properties.get(key);
    if (!text.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw Quantities.bad(key, text, "a path such as /v2/requests/status");
    }
  }

  private static OutputTemplate outputName(PropertyFiles properties) {
    String key = "omnihuman.output.name";
    String text = properties.get(key);
    try {
      return OutputTemplate.of(text);
    } catch (IllegalArgumentException e) {
      throw Quantities.bad(key, text, String.valueOf(e.getMessage()));
    }
  }

  private static List<String> hosts(PropertyFiles properties, URI gateway) {
    String key = "omnihuman.download.allowed-hosts";
    List<String> hosts =
        Arrays.stream((properties.get(key) + "," + gateway.getHost()).split(","))
            .map(host -> host.trim().toLowerCase(Locale.ROOT))
            .filter(host -> !host.isEmpty())
            .distinct()
            .toList();
    for (String host : hosts) {
      if (!host.matches("(\\*\\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+]")) {
        throw Quantities.bad(key, host, "host names, as in media.example.com or *.example.com");
      }
    }
    return hosts;
  }
}

package dev.omnihuman.app;

import dev.omnihuman.bucket.Bucket;
import dev.omnihuman.delivery.Delivery;
import dev.omnihuman.delivery.DownloadRules;
import dev.omnihuman.delivery.PublishedVideos;
import dev.omnihuman.delivery.Traffic;
import dev.omnihuman.desk.BrokenSteps;
import dev.omnihuman.desk.Desk;
import dev.omnihuman.desk.DiskGate;
import dev.omnihuman.desk.Healing;
import dev.omnihuman.desk.HeldNotes;
import dev.omnihuman.desk.OrderBox;
import dev.omnihuman.desk.Replays;
import dev.omnihuman.folders.DiskRoom;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.gateway.CallbackAddresses;
import dev.omnihuman.gateway.CallbackWatch;
import dev.omnihuman.gateway.GatewayHttpPolicy;
import dev.omnihuman.gateway.GatewayReplies;
import dev.omnihuman.gateway.KeyProbe;
import dev.omnihuman.gateway.LookBudget;
import dev.omnihuman.gateway.Outbound;
import dev.omnihuman.gateway.ResultLinks;
import dev.omnihuman.gateway.StatusCheck;
import dev.omnihuman.gateway.Submission;
import dev.omnihuman.gateway.SubmitTable;
import dev.omnihuman.intake.DroppedFiles;
import dev.omnihuman.intake.Inbox;
import dev.omnihuman.intake.InboxInspection;
import dev.omnihuman.intake.MessageIntake;
import dev.omnihuman.intake.Naming;
import dev.omnihuman.intake.OldestFirst;
import dev.omnihuman.intake.Rejections;
import dev.omnihuman.intake.Sharing;
import dev.omnihuman.intake.WholeManifests;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.LookSchedule;
import dev.omnihuman.ledger.DueJobs;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.ledger.Member;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.ledger.Spending;
import dev.omnihuman.metrics.Instruments;
import dev.omnihuman.metrics.Operation;
import dev.omnihuman.settings.KeyInUse;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.web.Access;
import dev.omnihuman.web.CallbackReceiver;
import dev.omnihuman.web.StatusPage;
import dev.omnihuman.web.WebPart;
import dev.omnihuman.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.main.Main;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.util.concurrent.SynchronousExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running product: ledger, beans and routes over one home. Closing it stops it in the order
 * that loses nothing: no new work, free calls broken off, paid calls finished, ledger last.
 */
final class Engine implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration WHOLE_CALL = Duration.ofSeconds(60);

  /** Whoever has told the program to stop, such as a service manager, kills it in the end. */
  private static final Duration LAST_WORD = Duration.ofSeconds(10);

  private final Settings settings;
  private final LedgerRules rules;
  private final Main camel = new Main();
  private final Deque<Runnable> closings = new ArrayDeque<>();
  private final JobLedger ledger;
  private final Spending spending;
  private final @Nullable Bucket bucket;
  private final ManifestFiling filing;
  private final Rejections rejections;
  private final Inbox inbox;
  private final @Nullable Membership membership;
  private final BusIn busIn;
  private final InboxInspection inspection;
  private final Telemetry telemetry;
  private final Heartbeat heartbeat;
  private final boolean expectsCallbacks;
  private final Instant startedAt;
  private final Traffic traffic;
  private volatile Runnable lastWord = () -> {};
  private @Nullable URI page;
  private final Announcements announcements;
  private volatile boolean closing;

  /**
   * Starts everything.
   *
   * @throws SettingsException if something is set wrong; nothing was sent
   * @throws HomeLock.HomeInUseException if another process works in the home
   */
  static Engine start(
      Settings settings, KeyInUse key, CamelSettings camelSettings, WhenPortIsTaken whenTaken)
      throws Exception {
    HomeLock lock = HomeLock.take(settings.folders().home());
    try {
      LedgerPlace place = LedgerPlace.of(settings);
      Engine engine = start(settings, place, key, camelSettings, whenTaken);
      engine.closings.addLast(lock::close);
      return engine;
    } catch (Exception e) {
      lock.close();
      throw e;
    }
  }

  private static Engine start(
      Settings settings,
      LedgerPlace place,
      KeyInUse key,
      CamelSettings camelSettings,
      WhenPortIsTaken whenTaken)
      throws Exception {
    try {
      place.prepare();
      return ServerStart.untilItAnswers(
          () -> {
            StartUpChecks.beforeWork(settings.folders(), place.checks(), Clock.systemUTC())
                .forEach(check -> check.look().get());
            BucketChecks.beforeWork(settings);
            return new Engine(settings, place, key, camelSettings, whenTaken);
          });
    } catch (LedgerException e) {
      throw new SettingsException(place.setting() + ": " + e.getMessage());
    }
  }

  private Engine(
      Settings settings,
      LedgerPlace place,
      KeyInUse key,
      CamelSettings camelSettings,
      WhenPortIsTaken whenTaken)
      throws Exception {
    this.settings = settings;
    try {
      if (settings.log().file() != null) {
        closings.push(LogFile.open(settings.log()));
      }
      SteadyClock clock = SteadyClock.system();
      CallbackWatch watch = callbackWatch(settings);
      rules = rules(settings, clock, watch).as(place.member());
      telemetry = new Telemetry(settings, clock);
      ledger = place.open(rules, telemetry.instruments().ledger());
      closings.push(ledger::close);
      bucket = BucketChecks.open(settings);
      if (bucket != null) {
        // To read from: until the last word is said, because that tells of videos.
        closings.push(bucket::close);
      }
      closings.push(telemetry::close);
      telemetry.watch(ledger, place);
      closings.push(() -> TimeLimit.run("the last word", LAST_WORD, () -> lastWord.run()));
      startedAt = rules.clock().instant();
      spending = new Spending(ledger, new OrphanNotes(settings.folders().home()));
      heartbeat = new Heartbeat(clock, ledger.clock());
      closings.push(heartbeat::close);
      filing = new ManifestFiling(settings.folders(), rules.member().site());
      membership =
          place instanceof LedgerPlace.Server server
              ? new Membership(
                  ledger.nodes(), server.identity(), settings.ledger().node(), clock, filing)
              : null;
      rejections = new Rejections(settings.folders());
      WholeManifests wholeManifests =
          new WholeManifests(settings.folders(), rules.clock(), settings.pace().settleTime());
      Naming naming = new Naming(settings.folders(), settings.output().name());
      inbox = new Inbox(naming, wholeManifests, ledger, rejections, filing);
      if (membership != null) {
        inbox.shareWithOthers(new Sharing(clock, this::mayBegin));
      }
      busIn =
          new BusIn(
              settings.messages(), new MessageIntake(naming, ledger, rejections), this::isDrained);
      inspection = new InboxInspection(settings.folders(), rejections);
      // Orders and their files bear the time of the wall clock, not of ours.
      OrderBox orderBox = new OrderBox(settings.folders().home(), Clock.systemUTC());
      Replays replays = new Replays(spending, filing);
      Desk desk = new Desk(ledger, spending, filing, rules.clock());
      Site site =
          new Site(ledger.board(), desk, settings, bucket, watch, key.get().isOfSimulator());
      CallbackAddresses callbacks = listen(watch, whenTaken, site.parts(rules.clock()));
      expectsCallbacks = callbacks.areGiven();
      telemetry.watch(rejections, watch, expectsCallbacks);
      announcements = new Announcements(settings, rules, ledger, desk);
      recover(replays);
      if (membership != null) {
        closings.push(membership::close);
      }
      announcements.begin();
      heartbeat.start();

      camel.bind("manifestFiling", filing);
      camel.bind("brokenSteps", new BrokenSteps(ledger.nodes()));
      camel.bind(
          "heldNotes", new HeldNotes(ledger, filing, rules.clock(), announcements::markHeld));
      camel.bind("replays", replays);
      camel.bind("orderBox", orderBox);
      camel.bind("desk", desk);
      camel.bind("inbox", inbox);
      camel.bind("inboxInspection", inspection);
      camel.bind("wholeManifests", wholeManifests);
      camel.bind("oldestFirst", new OldestFirst());
      camel.bind("inCallersThread", new SynchronousExecutorService());
      Outbound outbound = Outbound.of(settings.network());
      camel.bind("tls", outbound.tlsForCamel());
      announcements.bind(camel, closings, outbound);
      busIn.bind(camel, closings);
      traffic = bindWork(key, camelSettings, callbacks, watch, outbound);
      closings.push(announcements::stopSending);
      closings.push(busIn::stop);
      camelSettings.applyTo(camel);
      for (RoutePolicyFactory factory : telemetry.instruments().routes()) {
        camel.bind("routeMeters", factory);
      }
      camel.start();
      if (membership != null) {
        busIn.leaveToOthersWhenDrained(camel.getCamelContext(), closings);
      }
      LOG.info("watching {}", settings.folders().inbox());
    } catch (Exception e) {
      // What was opened must not be in the way of another try.
      close();
      throw e;
    }
  }

  static LedgerRules rules(Settings settings, Clock clock, CallbackWatch watch) {
    return new LedgerRules(
        clock,
        settings.pace().lease(),
        settings.submit().gateDelays(),
        settings.submit().rules(),
        settings.submit().dedupeWindow(),
        LookSchedule.every(watch::interval, watch::firstLookAfter),
        settings.output().name(),
        Announcements.rules(settings),
        Member.ALONE);
  }

  /** What a predecessor left: its leases, its submits under way, manifests between two folders. */
  private void recover(Replays replays) throws IOException {
    // Before anything is in doubt for want of an answer that lies in a note.
    replays.replay();
    if (membership != null) {
      membership.join();
      return;
    }
    Instant nextLook = rules.clock().instant().plus(settings.status().interval());
    ledger.clock().bringNear(nextLook).ifPresent(Engine::tellOfTheClock);
    for (Job job : ledger.takeOver(nextLook)) {
      try {
        filing.file(job);
      } catch (IOException e) {
        // One file in the way must not keep every other job from going on.
        LOG.warn("{} cannot be filed: {}", job.manifest().file(), e.toString());
      }
    }
    inbox.sweep();
  }

  private static void tellOfTheClock(Duration setBack) {
    LOG.warn("the clock was set back by {} or more; what waits is due earlier by as much", setBack);
  }

  private static CallbackWatch callbackWatch(Settings settings) {
    Settings.Webhook webhook = settings.web().webhook();
    return new CallbackWatch(
        settings.status().interval(), webhook.pollInterval(), webhook.publicUrl() != null);
  }

  /** Opens the port before anybody is told to call. */
  private CallbackAddresses listen(
      CallbackWatch watch, WhenPortIsTaken whenTaken, List<WebPart> site) {
    Settings.Webhook webhook = settings.web().webhook();
    List<WebPart> parts = new ArrayList<>(telemetry.first());
    if (webhook.publicUrl() != null) {
      parts.add(new CallbackReceiver(ledger.callbacks(), watch));
    }
    Access access = new Access(Port.token(settings.web()), rules.clock());
    parts.add(access);
    parts.addAll(
        telemetry.parts(access, ledger, bucket, heartbeat, () -> camel.isStarted() && !closing));
    parts.addAll(busIn.parts());
    parts.add(new StatusPage());
    parts.addAll(site);
    Optional<WebServer> web = Port.open(settings.web(), parts, whenTaken, rules.clock());
    if (web.isEmpty()) {
      watch.expectNothing();
      return CallbackAddresses.none();
    }
    closings.push(web.get()::close);
    page = URI.create(Port.url(settings.web(), web.get().port()));
    LOG.info("the page is at {}", page);
    return webhook.publicUrl() == null
        ? CallbackAddresses.none()
        : new CallbackAddresses(webhook.publicUrl(), webhook.mode());
  }

  private Traffic bindWork(
      KeyInUse key,
      CamelSettings camelSettings,
      CallbackAddresses callbacks,
      CallbackWatch watch,
      Outbound outbound)
      throws IOException {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    GatewayHttpPolicy submits =
        new GatewayHttpPolicy(settings.gateway().baseUrl(), key, WHOLE_CALL, timer, outbound);
    GatewayHttpPolicy looks =
        new GatewayHttpPolicy(settings.gateway().baseUrl(), key, WHOLE_CALL, timer, outbound);
    DiskRoom disk = DiskRoom.of(settings.folders(), settings.download().minFree(), rules.clock());
    DownloadRoom room = new DownloadRoom(disk);
    LookBudget budget =
        new LookBudget(settings.pace().looksPerSecond(), this::livingNodes, rules.clock());
    DueJobs dueJobs =
        new DueJobs(
            ledger,
            spending,
            this::mayBegin,
            settings.bucket() == null ? room : () -> true,
            new DueJobs.Pages(rules.submit().concurrency(), budget::page));
    ResultLinks links =
        new ResultLinks(settings.download().allowedHosts(), settings.gateway().allowHttp());
    Instruments instruments = telemetry.instruments();
    DownloadRules downloads =
        DownloadRules.of(
                links,
                settings.download().maxSize(),
                settings.download().maxRate(),
                camelSettings.downloadConcurrency(),
                outbound)
            .toldTo(instruments.downloads());
    Delivery delivery =
        new Delivery(
            ledger, rules, settings.folders(), downloads, BucketChecks.results(settings, room));
    closings.push(timer::shutdownNow);
    closings.push(camel::stop);
    closings.push(looks::abortCalls);
    closings.push(budget::stop);
    closings.push(delivery::close);
    closings.push(dueJobs::stop);

    camel.bind("dueJobs", dueJobs);
    camel.bind(
        "submitPolicy",
        instruments.over(Operation.SUBMIT, submits.forSubmits(callbacks, this::isTrusted)));
    camel.bind("statusPolicy", budget.over(instruments.over(Operation.STATUS, looks)));
    camel.bind("probePolicy", budget.over(instruments.over(Operation.PROBE, looks)));
    camel.bind("leadPolicy", budget.over(instruments.over(Operation.LEAD, looks)));
    camel.bind("gatewayReplies", new GatewayReplies());
    SubmitTable table = new SubmitTable(settings.submit().assumeRefused());
    camel.bind("submission", new Submission(ledger, rules, table, spending, callbacks));
    camel.bind("callbackAddresses", callbacks);
    StatusCheck statusCheck = new StatusCheck(ledger, rules, settings.status(), links, watch);
    camel.bind("statusCheck", statusCheck);
    camel.bind("healing", new Healing(ledger, statusCheck, filing, rules.clock()));
    camel.bind("keyProbe", new KeyProbe(ledger, rules.clock(), key));
    camel.bind("delivery", delivery);
    DiskGate diskGate = new DiskGate(ledger, disk);
    diskGate.look();
    camel.bind("diskGate", diskGate);
    return delivery.traffic();
  }

  /** Whether work may be begun here; among several nodes this one may be drained, or cut off. */
  boolean mayBegin() {
    return membership == null || membership.mayBegin();
  }

  private boolean isDrained() {
    return membership != null && membership.isDrained();
  }

  /** Whether no other node can have this one's work. */
  private boolean isTrusted() {
    return membership == null || membership.isTrusted();
  }

  private int livingNodes() {
    return membership == null ? 1 : membership.living();
  }

  Settings settings() {
    return settings;
  }

  Clock clock() {
    return rules.clock();
  }

  JobLedger ledger() {
    return ledger;
  }

  Inbox inbox() {
    return inbox;
  }

  Announcements announcements() {
    return announcements;
  }

  InboxInspection inspection() {
    return inspection;
  }

  /** The files since the start that made no job. */
  DroppedFiles dropped() {
    return rejections.dropped();
  }

  /** What delivered videos tell. */
  PublishedVideos publishedVideos() {
    return new PublishedVideos(settings.folders().outbox(), bucket);
  }

  /** What comes in by downloads. */
  Traffic traffic() {
    return traffic;
  }

  /** Before anything could end in this process. */
  Instant startedAt() {
    return startedAt;
  }

  /** What is to be done when nothing works any more and the ledger can still be read. */
  void beforeLedgerCloses(Runnable work) {
    lastWord = work;
  }

  /** Whether the gateway is asked to call back, and can. */
  boolean expectsCallbacks() {
    return expectsCallbacks;
  }

  /** Where a browser on this machine finds the page; empty if no port is open. */
  Optional<URI> page() {
    return Optional.ofNullable(page);
  }

  boolean isClosing() {
    return closing;
  }

  /** Never returns: a signal ends the process, and its own thread closes the engine. */
  void awaitSignal() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /**
   * Safe to call twice: a signal may come while a command ends by itself. One step that fails keeps
   * no other from being done.
   */
  @Override
  public synchronized void close() {
    closing = true;
    while (!closings.isEmpty()) {
      Runnable step = closings.pop();
      try {
        step.run();
      } catch (RuntimeException e) {
        LOG.error("one step of stopping failed; the others follow", e);
      }
    }
  }
}

package dev.omnihuman.desk;

import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Retry;
import dev.omnihuman.ledger.JobReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a person may do to a job, by its state and by what it may cost. */
public final class Rulings {

  private final RequestNaming naming;

  public Rulings(JobReader ledger) {
    this.naming = new RequestNaming(ledger);
  }

  /** What a person can do to a job as it stands, what costs nothing first. */
  public List<PossibleAct> possible(Job job, Instant now) {
    List<PossibleAct> acts = new ArrayList<>();
    boolean submits = false;
    if (retry(job, now) instanceof Ruling.Granted retry) {
      submits = Expected.of(retry.next()) == Expected.SUBMIT;
      acts.add(
          submits
              ? submit(Act.RETRY, "Submit again", job)
              : ask(Act.RETRY, "Ask the gateway again"));
    }
    if (naming.mayBeNamed(job)) {
      acts.add(ask(Act.NAME_REQUEST, "Name its request id"));
    }
    if (!submits && resubmit(job, now) instanceof Ruling.Granted) {
      acts.add(submit(Act.RESUBMIT, "Submit anew", job));
    }
    if (resubmitDoubtful(job, now) instanceof Ruling.Granted) {
      acts.add(submit(Act.RESUBMIT_DOUBTFUL, "Submit again", job));
    }
    if (abandon(job, now) instanceof Ruling.Granted) {
      acts.add(giveUp(job));
    }
    return acts;
  }

  private static PossibleAct ask(Act act, String label) {
    return new PossibleAct(act, label, PossibleAct.Costs.FREE, Expected.ASK, null, null);
  }

  private static PossibleAct submit(Act act, String label, Job job) {
    String price = priceOfSubmit(job);
    return new PossibleAct(
        act,
        label,
        job.ending().chargedInAll() == Charged.NO
            ? PossibleAct.Costs.ITS_PRICE
            : PossibleAct.Costs.MAYBE_TWICE,
        Expected.SUBMIT,
        price,
        "Submit %s again? %s".formatted(job.manifest().name(), sentence(price)));
  }

  private static PossibleAct giveUp(Job job) {
    Optional<String> price = priceOfGivingUp(job);
    String why =
        price.map(words -> sentence(words)).orElse("Its manifest goes to the failed ones.");
    return new PossibleAct(
        Act.ABANDON,
        "Give up",
        PossibleAct.Costs.FREE,
        null,
        price.orElse(null),
        "Give up %s? %s".formatted(job.manifest().name(), why));
  }

  private static String sentence(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
  }

  /** What an order may cost for a job, if a person must accept that first. */
  public Optional<String> price(Order order, Job job, Instant now) {
    return decide(order, job, now) instanceof Ruling.Granted granted
        ? price(order, job, granted.next())
        : Optional.empty();
  }

  private static Optional<String> price(Order order, Job job, Job next) {
    return switch (order.act()) {
      case RESUBMIT, RESUBMIT_DOUBTFUL -> Optional.of(priceOfSubmit(job));
      // Who names no expectation types retry himself, and is told what it does when it is done.
      case RETRY ->
          order.expects() != null && Expected.of(next) == Expected.SUBMIT
              ? Optional.of(priceOfSubmit(job))
              : Optional.empty();
      case ABANDON -> priceOfGivingUp(job);
      default -> Optional.empty();
    };
  }

  private static Optional<String> priceOfGivingUp(Job job) {
    return job.state() == JobState.SUBMITTED
        ? Optional.of("it is paid for, and its video would not be fetched")
        : Optional.empty();
  }

  private static String priceOfSubmit(Job job) {
    return switch (job.ending().chargedInAll()) {
      case YES -> "it was charged before, and a new submit is charged again";
      case UNKNOWN -> "it may have been charged before, and a new submit is charged once more";
      case NO -> "a new submit is charged; nothing was charged so far";
    };
  }

  Ruling rule(Order order, Job job, Instant now) {
    Ruling ruling = decide(order, job, now);
    if (!(ruling instanceof Ruling.Granted granted)) {
      return ruling;
    }
    if (order.expects() != null && order.expects() != Expected.of(granted.next())) {
      return new Ruling.Refused(
          Expected.of(granted.next()) == Expected.SUBMIT
              ? "by now it would be submitted anew, which is not what was offered: "
                  + priceOfSubmit(job)
              : "by now it would not be submitted anew, which is what was offered; look at it again");
    }
    Optional<String> price = price(order, job, granted.next());
    return price.isPresent() && !order.yes()
        ? new Ruling.Refused(
            price.get() + "; add --yes (in the API, \"yes\": true) to do it all the same")
        : granted;
  }

  private Ruling decide(Order order, Job job, Instant now) {
    return switch (order.act()) {
      case RETRY -> retry(job, now);
      case RESUBMIT -> resubmit(job, now);
      case NAME_REQUEST -> naming.rule(job, order.words(), now);
      case RESUBMIT_DOUBTFUL -> resubmitDoubtful(job, now);
      case ABANDON_DOUBTFUL -> job.state() == JobState.IN_DOUBT ? abandon(job, now) : notHeld(job);
      case ABANDON -> abandon(job, now);
      case PAUSE, RESUME, DRAIN_NODE, RESUME_NODE ->
          new Ruling.Refused("this is not done to a job");
    };
  }

  private static Ruling retry(Job job, Instant now) {
    if (!endedBadly(job)) {
      return notEnded(job);
    }
    Optional<Job> next = Retry.withoutRisk(job, now);
    if (next.isEmpty()) {
      return new Ruling.Refused(
          priceOfSubmit(job) + "; retry %s --resubmit --yes does it".formatted(job.id()));
    }
    return next.get().state() == JobState.SUBMITTED
        ? new Ruling.Granted(
            next.get(), "retried by a person: the gateway is asked again", "asked again, free")
        : new Ruling.Granted(
            next.get(),
            "retried by a person: submitted anew, not charged so far",
            "submitted anew");
  }

  private static Ruling resubmit(Job job, Instant now) {
    return endedBadly(job)
        ? new Ruling.Granted(
            job.submittedAnew(now),
            "retried by a person: submitted anew; charged so far: " + charged(job),
            "submitted anew")
        : notEnded(job);
  }

  private static Ruling resubmitDoubtful(Job job, Instant now) {
    return job.state() == JobState.IN_DOUBT
        ? new Ruling.Granted(
            job.submitAgain(now, null, Charged.UNKNOWN),
            "resolved by a person: submitted anew, at the risk of paying twice",
            "submitted anew")
        : notHeld(job);
  }

  private static Ruling abandon(Job job, Instant now) {
    return switch (job.state()) {
      case ACCEPTED, IN_DOUBT, SUBMITTED ->
          new Ruling.Granted(
              job.abandoned(now),
              "abandoned by a person; charged so far: " + charged(job),
              "given up");
      case SUBMITTING -> new Ruling.Refused("its paid call is under way; wait for its answer");
      case READY -> new Ruling.Refused("it is paid for and complete; its video is being fetched");
      default -> new Ruling.Refused("it is %s; there is nothing to give up".formatted(job.state()));
    };
  }

  private static boolean endedBadly(Job job) {
    return job.state() == JobState.FAILED || job.state() == JobState.ABANDONED;
  }

  private static String charged(Job job) {
    return Spoken.charged(job.ending().chargedInAll());
  }

  private static Ruling notEnded(Job job) {
    return new Ruling.Refused(
        switch (job.state()) {
          case DELIVERED ->
              "it is DELIVERED; for another take drop its manifest with \"force\": true";
          case IN_DOUBT -> "it is IN_DOUBT; see resolve";
          default -> "it is %s and goes on by itself".formatted(job.state());
        });
  }

  static Ruling notHeld(Job job) {
    return new Ruling.Refused(
        "it is %s; there is no doubt about it that a person could resolve".formatted(job.state()));
  }
}

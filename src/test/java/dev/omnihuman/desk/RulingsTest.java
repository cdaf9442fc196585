package dev.omnihuman.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Job;
import dev.omnihuman.testing.TestJobs;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is offered is what is granted. */
class RulingsTest {

  /** The same as another act: a button too many. */
  private static final Set<Act> NOT_OFFERED =
      EnumSet.of(Act.ABANDON_DOUBTFUL, Act.PAUSE, Act.RESUME);

  @TempDir Path home;
  private TestJobs jobs;
  private Rulings rulings;

  @BeforeEach
  void open() {
    jobs = new TestJobs(home);
    rulings = new Rulings(jobs.ledger());
  }

  @AfterEach
  void close() {
    jobs.close();
  }

  @ParameterizedTest
  @EnumSource
  void what_is_offered_is_granted_and_nothing_else_is(Situation situation) {
    Job job = situation.of(jobs, "clip");
    List<PossibleAct> possible = rulings.possible(job, jobs.now());
    List<Act> offered = possible.stream().map(PossibleAct::order).toList();

    for (Act act : EnumSet.complementOf(EnumSet.copyOf(NOT_OFFERED))) {
      boolean granted =
          rulings.rule(order(act, job, true), job, jobs.now()) instanceof Ruling.Granted;
      if (act == Act.RESUBMIT && isFreeOfRisk(possible)) {
        assertThat(offered).as("the retry submits anew already").doesNotContain(act);
      } else {
        assertThat(offered.contains(act)).as("%s of %s", act, situation).isEqualTo(granted);
      }
    }
    for (PossibleAct act : possible) {
      boolean needsNoYes =
          rulings.rule(order(act.order(), job, false, act.expects()), job, jobs.now())
              instanceof Ruling.Granted;
      assertThat(act.price() == null).as("%s", act).isEqualTo(needsNoYes);
      if (act.costs() != PossibleAct.Costs.FREE || act.price() != null) {
        assertThat(act.question()).contains("clip").endsWith(".").doesNotContain("--");
      }
    }
  }

  private static boolean isFreeOfRisk(List<PossibleAct> possible) {
    return possible.stream()
        .anyMatch(act -> act.order() == Act.RETRY && act.costs() == PossibleAct.Costs.ITS_PRICE);
  }

  private Order order(Act act, Job job, boolean yes) {
    return order(act, job, yes, null);
  }

  private Order order(Act act, Job job, boolean yes, @Nullable Expected expects) {
    return new Order(
        "01hzzzzzzzzzzzzzzzzzzzzzzz",
        jobs.now().toString(),
        act,
        act == Act.NAME_REQUEST ? "req-other" : null,
        yes,
        List.of(Order.Target.of(job)),
        expects);
  }

  @ParameterizedTest
  @EnumSource
  void what_leads_to_the_other_than_was_expected_is_refused(Situation situation) {
    Job job = situation.of(jobs, "clip");

    for (PossibleAct act : rulings.possible(job, jobs.now())) {
      for (Expected expected : Expected.values()) {
        Ruling ruling = rulings.rule(order(act.order(), job, true, expected), job, jobs.now());
        assertThat(ruling instanceof Ruling.Granted)
            .as("%s of %s, expecting %s", act.order(), situation, expected)
            .isEqualTo(expected == act.expects());
      }
    }
  }

  @Test
  void a_submit_that_may_be_charged_twice_says_so() {
    Job job = Situation.IN_DOUBT.of(jobs, "clip");

    assertThat(rulings.possible(job, jobs.now()))
        .filteredOn(act -> act.order() == Act.RESUBMIT_DOUBTFUL)
        .singleElement()
        .satisfies(
            act -> {
              assertThat(act.costs()).hasToString("may be charged twice");
              assertThat(act.question())
                  .contains("may have been charged before", "charged once more");
            });
  }
}

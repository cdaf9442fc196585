package dev.omnihuman.simulator;

import java.util.function.Function;

/**
 * What a status request is answered in place of a sound report.
 *
 * @param atTheEnd whether it concerns complete requests alone
 * @param answer made of the sound report
 */
record LookFault(boolean atTheEnd, Function<StatusReport, SimulatedAnswer> answer) {

  static LookFault refused(Refusal refusal) {
    return new LookFault(false, report -> refusal.answer());
  }

  static LookFault page() {
    return new LookFault(false, report -> SimulatedAnswer.page());
  }

  static LookFault over(Wire wire) {
    return new LookFault(false, report -> SimulatedAnswer.of(200, report).over(wire));
  }

  static LookFault saying(Function<StatusReport, StatusReport> otherwise) {
    return new LookFault(false, report -> SimulatedAnswer.of(200, otherwise.apply(report)));
  }

  static LookFault sayingAtTheEnd(Function<StatusReport, StatusReport> otherwise) {
    return new LookFault(true, report -> SimulatedAnswer.of(200, otherwise.apply(report)));
  }

  boolean concerns(StatusReport report) {
    return !atTheEnd || report.output() != null;
  }
}

package dev.omnihuman.desk;

/** What a person may order. */
public enum Act {
  /** Another try of a job that ended badly, if it surely costs nothing more than was paid. */
  RETRY,
  /** A new submit of a job that ended badly, whatever was charged before. */
  RESUBMIT,
  /** The gateway knows the job by the request id that the person names. */
  NAME_REQUEST,
  /** A new submit of a job in doubt, at the risk of paying twice. */
  RESUBMIT_DOUBTFUL,
  /** A job in doubt is given up. */
  ABANDON_DOUBTFUL,
  /** A job that is not finished is given up. */
  ABANDON,
  /** No job is submitted until {@link #RESUME}. */
  PAUSE,
  /** Things were put right: submits go on, and gates that can be tried are tried at once. */
  RESUME,
  /**
   * One of several nodes begins nothing more until {@link #RESUME_NODE}; what it has begun it
   * finishes.
   */
  DRAIN_NODE,
  /** A drained node works again. */
  RESUME_NODE
}

package dev.omnihuman.delivery;

/** Is told of downloads, file by file, in the threads that bring them: it must be quick. */
public interface DownloadListener {

  /** Wants to be told of nothing. */
  DownloadListener NONE = new DownloadListener() {};

  /** How a try to fetch one file ended. */
  enum Outcome {
    /** Whole, verified and on the disk. */
    WHOLE,
    /** Cut off, or too slow; what came is kept. */
    BROKEN_OFF,
    /** The host asks for time. */
    BUSY,
    /** The link is dead. */
    LINK_GONE,
    /** The host gave no answer, or one that brings nothing. */
    NO_USABLE_ANSWER,
    /** Where the link leads is no video that we take. */
    UNUSABLE,
    /** The file came whole and is no video. */
    UNVERIFIED,
    /** Our own end failed, such as the disk. */
    NOT_STORED,
    /** The program stops. */
    STOPPED;

    static Outcome of(Exception trouble) {
      if (trouble instanceof DownloadException.BrokenOff) {
        return BROKEN_OFF;
      }
      if (trouble instanceof DownloadException.Busy) {
        return BUSY;
      }
      if (trouble instanceof DownloadException.LinkGone) {
        return LINK_GONE;
      }
      if (trouble instanceof DownloadException.Unusable) {
        return UNUSABLE;
      }
      if (trouble instanceof DownloadException.Unverified) {
        return UNVERIFIED;
      }
      return trouble instanceof DownloadException ? NO_USABLE_ANSWER : NOT_STORED;
    }
  }

  /** A try begins. */
  default void began() {}

  /** Some bytes of it have come and are stored. */
  default void received(int bytes) {}

  /** It has ended. */
  default void ended(Outcome outcome) {}
}

package dev.omnihuman.job;

/** Where the videos of a delivered job are, as their names tell. */
public final class OutputPlaces {

  private static final String BUCKET = "s3://";

  private OutputPlaces() {}

  /** Whether it is an object of a bucket; else it lies beneath the outbox folder. */
  public static boolean isInBucket(String output) {
    return output.startsWith(BUCKET);
  }
}

package dev.omnihuman.bucket;

import java.io.IOException;

/** The bucket did not do what it was asked for. The message is for people and holds no key. */
public class BucketException extends IOException {

  private static final long serialVersionUID = 1L;

  BucketException(String message) {
    super(message);
  }

  BucketException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Somebody has to correct something: a setting, a key, a right. */
  public static final class Refused extends BucketException {

    private static final long serialVersionUID = 1L;

    Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** What was there a moment ago is there no more. */
  public static final class Vanished extends BucketException {

    private static final long serialVersionUID = 1L;

    public Vanished(String key) {
      super("%s was taken in the bucket, and is there no more; it is tried again".formatted(key));
    }
  }

  /** Somebody else's object has the name that one of ours must have. */
  public static final class InTheWay extends BucketException {

    private static final long serialVersionUID = 1L;

    public InTheWay(String key) {
      super("%s in the bucket is in the way of the job's own; move it elsewhere".formatted(key));
    }
  }
}

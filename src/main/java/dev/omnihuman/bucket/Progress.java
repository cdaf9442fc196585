package dev.omnihuman.bucket;

/** Is told of each piece that is sent, so that a long upload can show that it lives. */
@FunctionalInterface
public interface Progress {

  /**
   * What it throws ends the upload.
   *
   * @param bytes that are sent now; some may be counted twice
   */
  void sent(int bytes);
}

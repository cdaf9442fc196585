package dev.omnihuman.app;

/** Shows people how a batch goes on. */
interface ProgressView extends AutoCloseable {

  /** Shows the latest, if it is time for that. */
  void show(BatchProgress now);

  /** Shows nothing more. May be called twice, and by another thread. */
  @Override
  void close();
}

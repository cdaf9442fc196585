package dev.omnihuman.app;

import java.io.OutputStream;
import java.nio.charset.Charset;

/** What the program prints on, as far as it matters to those who draw. */
interface Terminal {

  /** Whether a person looks on, and lines can be drawn again. False for a pipe or a file. */
  boolean isInteractive();

  /** Wide enough for a line; may change. */
  int columns();

  /** How many lines fit on it; may change. */
  int rows();

  /** Where its bytes go. */
  OutputStream out();

  Charset charset();
}

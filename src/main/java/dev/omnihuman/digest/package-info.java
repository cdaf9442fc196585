/** Hashes of the bytes that we keep and send. */
@NullMarked
package dev.omnihuman.digest;

import org.jspecify.annotations.NullMarked;

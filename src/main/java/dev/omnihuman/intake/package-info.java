/** From the bytes of a dropped file to a manifest, or to everything that is wrong with it. */
@NullMarked
package dev.omnihuman.intake;

import org.jspecify.annotations.NullMarked;

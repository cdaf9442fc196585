/** A gateway of our own, which speaks as the provider's documentation does and charges nobody. */
@NullMarked
package dev.omnihuman.simulator;

import org.jspecify.annotations.NullMarked;

/** From links to a whole, verified video in the outbox. */
@NullMarked
package dev.omnihuman.delivery;

import org.jspecify.annotations.NullMarked;

/**
 * The only memory and the only writer of state. What a method returns has been committed, durably.
 */
@NullMarked
package dev.omnihuman.ledger;

import org.jspecify.annotations.NullMarked;

/**
 * The program in numbers, for a monitoring system. What is measured tells it through listeners of
 * its own and does not know this package. No tag ever holds an id, a name or an address: each has a
 * few values that are known beforehand.
 */
@NullMarked
package dev.omnihuman.metrics;

import org.jspecify.annotations.NullMarked;

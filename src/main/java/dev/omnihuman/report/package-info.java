/** How a batch went, in numbers and row by row, for people and for programs. */
@NullMarked
package dev.omnihuman.report;

import org.jspecify.annotations.NullMarked;

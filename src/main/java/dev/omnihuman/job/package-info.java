/** The words of the domain: what a job is, which states it may take, what money did. */
@NullMarked
package dev.omnihuman.job;

import org.jspecify.annotations.NullMarked;

/**
 * What people may do to jobs besides dropping files, and what they are told of all jobs at once.
 */
@NullMarked
package dev.omnihuman.desk;

import org.jspecify.annotations.NullMarked;

/** Places at which a rig may stop the program for good. Off unless a rig asks. */
@NullMarked
package dev.omnihuman.failpoint;

import org.jspecify.annotations.NullMarked;

/** What is told to the outside: events for other systems, and files for people on the share. */
@NullMarked
package dev.omnihuman.notices;

import org.jspecify.annotations.NullMarked;

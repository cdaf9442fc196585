/** The program: its commands, and how its parts are put together. */
@NullMarked
package dev.omnihuman.app;

import org.jspecify.annotations.NullMarked;

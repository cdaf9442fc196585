/** Whether the program is well, found out in a way that cannot make it ill. */
@NullMarked
package dev.omnihuman.health;

import org.jspecify.annotations.NullMarked;

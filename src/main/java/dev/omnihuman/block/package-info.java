/** The building block for other Camel applications: what the kamelets in our jar are made of. */
@NullMarked
package dev.omnihuman.block;

import org.jspecify.annotations.NullMarked;

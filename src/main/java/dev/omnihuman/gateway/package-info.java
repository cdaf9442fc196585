/** What bytes to and from the provider mean, and how we call it. */
@NullMarked
package dev.omnihuman.gateway;

import org.jspecify.annotations.NullMarked;

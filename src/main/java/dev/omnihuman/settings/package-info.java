/**
 * What people may set: read, overridden by the environment, checked, all before anything starts.
 */
@NullMarked
package dev.omnihuman.settings;

import org.jspecify.annotations.NullMarked;

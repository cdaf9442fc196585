/** The port that others may call: what comes in is checked before anything else sees it. */
@NullMarked
package dev.omnihuman.web;

import org.jspecify.annotations.NullMarked;

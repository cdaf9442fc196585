/** The port: the page, what programs ask, and callbacks. All that comes in is checked first. */
@NullMarked
package dev.omnihuman.web;

import org.jspecify.annotations.NullMarked;

/** The folders that people see, and the ways in which files may move between them. */
@NullMarked
package dev.omnihuman.folders;

import org.jspecify.annotations.NullMarked;

/** An S3-compatible bucket: what stands there, and how something gets there whole. */
@NullMarked
package dev.omnihuman.bucket;

import org.jspecify.annotations.NullMarked;

package dev.omnihuman.simulator;

import org.jspecify.annotations.Nullable;

/**
 * What the media host answers.
 *
 * @param status the HTTP status code
 * @param contentType of the body
 * @param etag names the video's bytes; null with an error
 * @param contentRange which bytes of how many these are, or, with 416, how many there are
 * @param body the video, the part that was asked for, or an error in JSON
 */
public record SimulatedMedia(
    int status,
    String contentType,
    @Nullable String etag,
    @Nullable String contentRange,
    byte[] body) {}

package dev.omnihuman.bucket;

import java.util.Map;

/**
 * An object that shall stand in the bucket.
 *
 * @param type its media type
 * @param metadata by names in lower case; ASCII
 */
public record NewObject(String key, String type, Map<String, String> metadata) {}

package dev.omnihuman.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the gateway: the body of the one paid call.
 *
 * @param imageUrl publicly reachable picture of a face or a full body
 * @param audioUrl publicly reachable MP3 or WAV with the speech
 * @param resolution {@code 480p}, {@code 720p} or {@code 1080p}; null leaves it to the provider
 * @see <a href="https://www.pixazo.ai/models/omnihuman">provider, "Request Parameters"</a>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"image_url", "audio_url", "resolution"})
public record GenerateRequest(
    @JsonProperty("image_url") String imageUrl,
    @JsonProperty("audio_url") String audioUrl,
    @JsonProperty("resolution") @Nullable String resolution) {}

package dev.omnihuman.job;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What people say that a video costs; the provider's documentation names no price.
 *
 * @param perSecond of finished video; null: none is set
 * @param perVideo whatever its length; null: none is set. Both together are added
 * @param currency three letters (ISO 4217)
 */
public record Price(
    @Nullable BigDecimal perSecond, @Nullable BigDecimal perVideo, String currency) {

  public boolean isSet() {
    return perSecond != null || perVideo != null;
  }

  /** Whether it can be told only of videos whose length is known. */
  public boolean dependsOnLength() {
    return perSecond != null;
  }

  /**
   * What one charge costs.
   *
   * @param seconds of video; null if nobody knows, which leaves the part that depends on it out
   */
  public BigDecimal of(@Nullable BigDecimal seconds) {
    BigDecimal price = perVideo == null ? BigDecimal.ZERO : perVideo;
    return perSecond == null || seconds == null ? price : price.add(perSecond.multiply(seconds));
  }
}

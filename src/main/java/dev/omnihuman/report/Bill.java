package dev.omnihuman.report;

import dev.omnihuman.job.Price;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What was charged for jobs, over all their attempts: those of earlier runs, too.
 *
 * @param price as people set it
 * @param charges how many attempts were charged for sure
 * @param perhaps how many attempts may have been charged
 * @param sure what the sure ones cost; of those in {@code unmeasured} without their seconds
 * @param unmeasured how many of the sure ones have a length that nobody knows, where the price
 *     depends on it
 * @param perhapsMore about what the others cost if they were charged; null if nobody can tell
 */
public record Bill(
    Price price,
    long charges,
    long perhaps,
    BigDecimal sure,
    long unmeasured,
    @Nullable BigDecimal perhapsMore) {}

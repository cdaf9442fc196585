package dev.omnihuman.app;

import dev.omnihuman.bucket.Bucket;
import dev.omnihuman.bucket.BucketException;
import dev.omnihuman.bucket.Uploads;
import dev.omnihuman.delivery.Results;
import dev.omnihuman.health.Finding;
import dev.omnihuman.settings.BucketSettings;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the bucket that is set, if one is, and tells whether it can be used. */
final class BucketChecks {

  private static final Logger LOG = LoggerFactory.getLogger(BucketChecks.class);

  private BucketChecks() {}

  /**
   * Sends nothing.
   *
   * @return null where videos go into a folder
   * @throws SettingsException if a setting is missing
   */
  static @Nullable Bucket open(Settings settings) {
    BucketSettings bucket = settings.bucket();
    try {
      return bucket == null ? null : Bucket.open(bucket, settings.network());
    } catch (BucketException e) {
      throw unusable(e);
    }
  }

  private static SettingsException unusable(BucketException trouble) {
    return new SettingsException("omnihuman.outbox.s3.bucket: " + trouble.getMessage());
  }

  /** Does something with the bucket that is set, or with null. */
  static <T> T with(Settings settings, Function<@Nullable Bucket, T> work) {
    Bucket bucket = open(settings);
    try {
      return work.apply(bucket);
    } finally {
      if (bucket != null) {
        bucket.close();
      }
    }
  }

  /**
   * Where finished videos go; uploads have a bucket of their own, so that they can be ended first.
   */
  static Results results(Settings settings, BooleanSupplier room) throws IOException {
    Bucket bucket = open(settings);
    return bucket == null
        ? new Results(settings.output(), null, () -> true)
        : new Results(
            settings.output(),
            new Uploads(bucket, settings.folders().home().resolve("uploads")),
            room);
  }

  /**
   * Before anything is spent.
   *
   * @throws SettingsException if somebody has to correct something. A bucket that only does not
   *     answer is no reason to leave the results of paid jobs at the gateway: they wait on our disk
   */
  static void beforeWork(Settings settings) {
    with(
        settings,
        bucket -> {
          try {
            return bucket == null ? "" : bucket.tryOut();
          } catch (BucketException.Refused e) {
            throw unusable(e);
          } catch (BucketException e) {
            LOG.warn("videos wait on the disk until it answers: {}", e.getMessage());
            return "";
          }
        });
  }

  /**
   * For somebody who wants to know.
   *
   * @param free whether nobody works in the home, so that it may be written, too
   * @throws SettingsException if it cannot be used now
   */
  static String tell(Settings settings, boolean free) {
    return with(
        settings,
        bucket -> {
          try {
            if (bucket == null) {
              return "none is set; videos go into the outbox folder";
            }
            return free ? bucket.tryOut() : bucket.look();
          } catch (BucketException e) {
            throw unusable(e);
          }
        });
  }

  /** Whether it answers now. */
  static Finding look(@Nullable Bucket bucket) {
    try {
      return Finding.good(bucket == null ? "none is set" : bucket.look());
    } catch (BucketException e) {
      return Finding.bad(String.valueOf(e.getMessage()));
    }
  }
}

package dev.omnihuman.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is logged, in a file as well: the same lines as on standard output, so the same rule about
 * keys and tokens holds. Only the process that works in a home writes it, because two would rotate
 * it under each other. A disk that is full costs lines, and nothing else.
 */
final class LogFile {

  private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %msg%n%ex{full}";

  /** How often its size is looked at; a burst may make it larger by what comes in this time. */
  private static final Duration LOOK = Duration.buildByMilliseconds(500);

  private LogFile() {}

  /**
   * Logs into the file from now on, until what is returned is run. Where no file is set nothing is
   * done.
   *
   * @throws SettingsException if it cannot be written
   */
  static Runnable open(Settings.Log settings) {
    Path file = settings.file();
    if (file == null) {
      return () -> {};
    }
    probe(file);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName("FILE");
    appender.setFile(file.toString());
    appender.setEncoder(encoder(settings, context));

    FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
    names.setContext(context);
    names.setParent(appender);
    names.setFileNamePattern(file + ".%i");
    names.setMinIndex(1);
    names.setMaxIndex(settings.keep());
    names.start();

    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(settings.maxSize()));
    size.setCheckIncrement(LOOK);
    size.start();

    appender.setRollingPolicy(names);
    appender.setTriggeringPolicy(size);
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    return () -> {
      root.detachAppender(appender);
      appender.stop();
    };
  }

  private static EncoderBase<ILoggingEvent> encoder(Settings.Log settings, LoggerContext context) {
    if (settings.json()) {
      JsonEncoder json = new JsonEncoder();
      json.setContext(context);
      json.setWithFormattedMessage(true);
      json.setWithMessage(false);
      json.setWithArguments(false);
      json.setWithContext(false);
      json.setWithSequenceNumber(false);
      json.start();
      return json;
    }
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern(PATTERN);
    text.start();
    return text;
  }

  /** Logback only notes for itself that it cannot write. */
  private static void probe(Path file) {
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.newOutputStream(
              file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)
          .close();
    } catch (IOException e) {
      throw unwritable(file, e.toString());
    }
  }

  /**
   * For somebody who wants to know; nothing is made.
   *
   * @throws SettingsException if a start would refuse it
   */
  static String tellWhether(Settings.Log settings) {
    Path file = settings.file();
    if (file == null) {
      return "none is set";
    }
    Path there = file;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    boolean fits = there.equals(file) ? Files.isRegularFile(there) : Files.isDirectory(there);
    if (!fits || !Files.isWritable(there)) {
      throw unwritable(file, "%s is in the way, or may not be written".formatted(there));
    }
    return "%s can be written".formatted(file);
  }

  private static SettingsException unwritable(Path file, String why) {
    return new SettingsException(
        "omnihuman.log.file: %s cannot be written: %s; it runs as %s"
            .formatted(file, why, System.getProperty("user.name")));
  }
}

package dev.omnihuman.job;

/**
 * What a finished job leaves in the outbox besides videos and sidecar, and how it is called.
 *
 * @param name the stem of its files
 * @param checksums true puts {@code x.mp4.sha256} beside each video
 * @param marker true makes an empty {@code x.done} when all else is there
 * @param remoteTimes true gives each video the time that its host names
 */
public record OutputRules(
    OutputTemplate name, boolean checksums, boolean marker, boolean remoteTimes) {

  public static final OutputRules DEFAULT =
      new OutputRules(OutputTemplate.DEFAULT, false, false, false);
}

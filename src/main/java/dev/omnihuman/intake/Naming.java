package dev.omnihuman.intake;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.OutputTemplate;
import java.io.IOException;
import java.util.List;

/**
 * Whether a video can be called as its manifest and {@code omnihuman.output.name} ask for. Found
 * out after it was paid for, it would be too late.
 */
public record Naming(Folders folders, OutputTemplate template) {

  public List<Problem> problems(Manifest manifest) {
    String stem = template.sample(manifest);
    return OutputName.fault(stem)
        .map(fault -> List.of(new Problem(1, "name", fault, allowed())))
        .orElseGet(() -> unwritable(stem));
  }

  private String allowed() {
    return template.equals(OutputTemplate.DEFAULT)
        ? OutputName.ALLOWED
        : OutputName.ALLOWED + ", of what omnihuman.output.name=%s makes of it".formatted(template);
  }

  /** Under a locale such as POSIX, Java cannot write every name. */
  private List<Problem> unwritable(String stem) {
    try {
      RelativeNames.resolve(folders.outbox(), stem);
      return List.of();
    } catch (IOException e) {
      String allowed =
          "letters that this program's locale can write (start it with LC_ALL=C.UTF-8)";
      return List.of(new Problem(1, "name", Shown.quoted(stem), allowed));
    }
  }
}

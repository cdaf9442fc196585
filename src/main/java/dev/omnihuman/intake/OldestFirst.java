package dev.omnihuman.intake;

import java.io.File;
import java.util.Comparator;
import org.apache.camel.component.file.GenericFile;

/** The order within one page of files. A comparator, because it is asked often. */
public final class OldestFirst implements Comparator<GenericFile<File>> {

  private static final Comparator<GenericFile<File>> ORDER =
      Comparator.<GenericFile<File>>comparingLong(GenericFile::getLastModified)
          .thenComparing(GenericFile::getFileNameOnly);

  @Override
  public int compare(GenericFile<File> one, GenericFile<File> other) {
    return ORDER.compare(one, other);
  }
}

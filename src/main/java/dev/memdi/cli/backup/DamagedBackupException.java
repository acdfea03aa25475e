package dev.memdi.cli.backup;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is no backup, or not all of one. */
public final class DamagedBackupException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedBackupException(Path file, String what) {
    super(file + ": " + what);
  }
}

package dev.memdi.durable.journal;

/** A snapshot's file is not what was written: says which file, where in it, and what is wrong. */
public final class SnapshotDamagedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;
  private final String what;

  SnapshotDamagedException(String file, long offset, String what) {
    super("the snapshot " + file + " is damaged at offset " + offset + ": " + what);
    this.file = file;
    this.offset = offset;
    this.what = what;
  }

  /** The file's name. */
  public String file() {
    return file;
  }

  /** Where the part begins that is not right. */
  public long offset() {
    return offset;
  }

  /** Without the file and the place. */
  String what() {
    return what;
  }
}

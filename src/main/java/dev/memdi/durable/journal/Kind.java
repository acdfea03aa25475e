package dev.memdi.durable.journal;

/** What a record of a segment is for, and its code in the file. */
enum Kind {
  /** The events of one atomic write. */
  EVENTS(1),
  /** How far a persistence id has come and how far it is deleted. */
  STATE(2),
  /** Says no more than that everything before a place was forced. */
  FORCED(3),
  /** The index of a sealed segment. */
  INDEX(4);

  private static final Kind[] ALL = values();

  private final int code;

  Kind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static boolean isCode(int code) {
    return code >= 1 && code <= ALL.length;
  }

  static Kind of(int code) {
    return ALL[code - 1];
  }
}

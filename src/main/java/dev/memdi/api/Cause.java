package dev.memdi.api;

import java.util.Optional;

/** What changed a key. The codes travel between nodes and stay as they are. */
public enum Cause {
  SET(1),
  /** It got a time to live, or another one. */
  EXPIRE(2),
  /** It lost its time to live. */
  PERSIST(3),
  DELETE(4),
  /** Its time was up. */
  EXPIRED(5),
  INCREMENT(6),
  ADD_DECIMAL(7),
  APPEND(8),
  /** A part of its value was overwritten. */
  OVERWRITE(9),
  RENAME_FROM(10),
  RENAME_TO(11),
  COPY_TO(12);

  private static final Cause[] ALL = values();

  private final int code;

  Cause(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** Empty for a code that there is none of. */
  public static Optional<Cause> of(int code) {
    return code >= 1 && code <= ALL.length ? Optional.of(ALL[code - 1]) : Optional.empty();
  }
}

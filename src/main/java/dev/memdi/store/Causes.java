package dev.memdi.store;

import dev.memdi.api.Cause;
import java.util.List;

/** What changes keys, ready made: each change holds one of these. */
final class Causes {
  static final List<Cause> SET = List.of(Cause.SET);
  static final List<Cause> SET_TO_EXPIRE = List.of(Cause.SET, Cause.EXPIRE);
  static final List<Cause> EXPIRE = List.of(Cause.EXPIRE);
  static final List<Cause> PERSIST = List.of(Cause.PERSIST);
  static final List<Cause> DELETE = List.of(Cause.DELETE);
  static final List<Cause> EXPIRED = List.of(Cause.EXPIRED);
  static final List<Cause> INCREMENT = List.of(Cause.INCREMENT);
  static final List<Cause> ADD_DECIMAL = List.of(Cause.ADD_DECIMAL);
  static final List<Cause> APPEND = List.of(Cause.APPEND);
  static final List<Cause> OVERWRITE = List.of(Cause.OVERWRITE);
  static final List<Cause> RENAME_FROM = List.of(Cause.RENAME_FROM);
  static final List<Cause> RENAME_TO = List.of(Cause.RENAME_TO);
  static final List<Cause> COPY_TO = List.of(Cause.COPY_TO);

  private Causes() {}
}

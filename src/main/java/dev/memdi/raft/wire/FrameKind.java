package dev.memdi.raft.wire;

import java.util.Optional;

/** The kinds of frames, each under the manifest that says which it is and in which version. */
enum FrameKind {
  FROM_PEER("p1"),
  WRITE("w1"),
  READ("r1"),
  READ_LOCAL("l1"),
  READ_CHANGES("c1"),
  OPEN_COPY("o1"),
  PULL_COPY("g1"),
  CLOSE_COPY("k1"),
  COPY_OPENED("n1"),
  COPY_PIECE("m1"),
  HAND_OVER("h1"),
  ABOUT_BIRTH("b1"),
  INVITE("i1"),
  DISMISS("d1"),
  ASK_IF_NEEDED("s1"),
  NOT_NEEDED("u1"),
  ASK("q1"),
  ANSWER("v1"),

  /** The same of a voter that may have forgotten what it acknowledged. */
  FORGETFUL_ANSWER("v2"),
  REJECTED_BURST("x1"),
  ANSWERS("a1"),
  CHANGES("e1"),

  /** The same with what caused them. */
  CHANGES_WITH_CAUSES("e2");

  private static final FrameKind[] ALL = values();

  private final String manifest;

  FrameKind(String manifest) {
    this.manifest = manifest;
  }

  String manifest() {
    return manifest;
  }

  static Optional<FrameKind> of(String manifest) {
    for (FrameKind kind : ALL) {
      if (kind.manifest.equals(manifest)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}

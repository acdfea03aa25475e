package dev.memdi.edge.resp;

/**
 * How many commands of a connection go on together: the more, the smaller their answers are, for
 * those of a round are in memory all at once. Nobody knows before how large they will be.
 */
final class RoundSize {
  private static final int LEAST = 16;
  private static final int MOST = 1024;
  private static final int SMALL = 1 << 20;
  private static final int LARGE = 4 << 20;

  private int most = 128;

  int most() {
    return most;
  }

  /** So many bytes were the answers of a round. */
  void learn(int bytes) {
    if (bytes > LARGE) {
      most = Math.max(LEAST, most / 2);
    } else if (bytes < SMALL) {
      most = Math.min(MOST, most * 2);
    }
  }
}

package dev.memdi.durable.disk;

/**
 * What Pekko puts into events and snapshots that depends on more than what was done: when it was,
 * by the clock on the wall, and a random name for whoever wrote it. Kept as it is, except where one
 * run has to leave the same bytes as another.
 */
public interface Stamps {
  Stamps OF_PEKKO =
      new Stamps() {
        @Override
        public long millis(long given) {
          return given;
        }

        @Override
        public String writer(String given) {
          return given;
        }
      };

  /** When something is written, in milliseconds since 1970; Pekko says {@code given}. */
  long millis(long given);

  /** Who writes: another name for each that Pekko gives, and always the same for the same one. */
  String writer(String given);
}

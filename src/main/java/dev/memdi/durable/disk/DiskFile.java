package dev.memdi.durable.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** An open file of a {@link Disk}. Reads may come from any thread; the rest from one at a time. */
public interface DiskFile extends AutoCloseable {
  String name();

  /** Its length in bytes. */
  long size() throws IOException;

  /**
   * Fills {@code into} from {@code position} on.
   *
   * @return how many bytes were read: fewer than asked for only at the end of the file, and then
   *     possibly 0
   */
  int read(ByteBuffer into, long position) throws IOException;

  /**
   * Writes all that remains in {@code from} to {@code position}; beyond the end, the file grows.
   * After an exception any part of it may have been written.
   */
  void write(ByteBuffer from, long position) throws IOException;

  /**
   * Makes what was written before this call last (what {@code fdatasync} does). Completes at once
   * where the system call blocks, later where time is simulated. The stage fails with an {@link
   * IOException} if that can't be known to have happened; then nothing written since the last
   * success may be relied upon, not even if a later call succeeds: the system may have dropped it
   * (and reads from its cache prove nothing).
   */
  CompletionStage<Void> force();

  /** Cuts the file to that length. */
  void truncate(long bytes) throws IOException;

  @Override
  void close() throws IOException;
}

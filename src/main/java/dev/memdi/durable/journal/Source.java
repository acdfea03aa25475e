package dev.memdi.durable.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a segment as they were written, whether or not its file is compressed by now. */
interface Source extends AutoCloseable {
  /** The file's name. */
  String name();

  /** How many bytes there are, the index included. */
  long size() throws IOException;

  /** As {@link dev.memdi.durable.disk.DiskFile#read}; from any thread. */
  int read(ByteBuffer into, long position) throws IOException;

  @Override
  void close() throws IOException;
}

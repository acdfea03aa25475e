package dev.memdi.durable.journal;

import dev.memdi.durable.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A segment in a file that is not compressed. */
record PlainSource(DiskFile file) implements Source {
  @Override
  public String name() {
    return file.name();
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public int read(ByteBuffer into, long position) throws IOException {
    return file.read(into, position);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}

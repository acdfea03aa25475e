package dev.memdi.cli.backup;

import dev.memdi.api.Bytes;
import dev.memdi.api.Result;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes a backup under a temporary name, which goes away unless it is finished: under its own name
 * a file is whole. For one thread.
 */
public final class BackupWriter implements Closeable {
  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final Path partial;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private long number;
  private long keys;
  private long shardBegan; // where in the file
  private long shardNumber; // of its record
  private long shardKeys;

  private BackupWriter(Path file, Path partial, FileChannel channel) {
    this.file = file;
    this.partial = partial;
    this.channel = channel;
  }

  /** Begins a backup that will be {@code file}. */
  public static BackupWriter create(Path file, Part.Header header) throws IOException {
    Path whole = file.toAbsolutePath();
    Path directory = whole.getParent();
    if (directory == null || whole.getFileName() == null || !Files.isDirectory(directory)) {
      throw new IOException(file + " is in no directory that exists");
    }
    Path partial = Files.createTempFile(directory, "." + whole.getFileName() + ".", ".partial");
    partial.toFile().deleteOnExit(); // if the process is told to stop before it is finished
    BackupWriter writer =
        new BackupWriter(whole, partial, FileChannel.open(partial, StandardOpenOption.WRITE));
    writer.put(ByteBuffer.wrap(PartCodec.MAGIC));
    writer.put(ByteBuffer.allocate(Short.BYTES).putShort((short) PartCodec.VERSION).flip());
    writer.write(header);
    return writer;
  }

  public void beginShard(Part.Shard shard) throws IOException {
    flush();
    shardBegan = channel.position();
    shardNumber = number;
    shardKeys = 0;
    write(shard);
  }

  public void page(List<Result.Entry> entries) throws IOException {
    write(new Part.Page(entries));
    shardKeys += entries.size();
  }

  public void endShard() throws IOException {
    write(new Part.ShardEnd(shardKeys));
    keys += shardKeys;
  }

  /** Forgets what was written since {@link #beginShard}: the shard is to be begun anew. */
  public void abandonShard() throws IOException {
    buffer.clear();
    channel.truncate(shardBegan);
    channel.position(shardBegan);
    number = shardNumber;
  }

  /** How large the file is by now. */
  public long bytes() throws IOException {
    return channel.position() + buffer.position();
  }

  /** All shards are there: gives the file its name, once it is on disk. */
  public void finish() throws IOException {
    write(new Part.End(keys));
    flush();
    channel.force(true);
    channel.close();
    try {
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(partial);
  }

  private void write(Part part) throws IOException {
    Bytes record = PartCodec.encode(number, part);
    number++;
    put(ByteBuffer.wrap(record.array()));
  }

  private void put(ByteBuffer bytes) throws IOException {
    if (bytes.remaining() > buffer.remaining()) {
      flush();
    }
    if (bytes.remaining() > buffer.capacity()) {
      writeWhole(bytes);
    } else {
      buffer.put(bytes);
    }
  }

  private void flush() throws IOException {
    writeWhole(buffer.flip());
    buffer.clear();
  }

  private void writeWhole(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}

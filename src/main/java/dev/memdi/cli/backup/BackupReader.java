package dev.memdi.cli.backup;

import dev.memdi.api.codec.CheckedRecords;
import dev.memdi.api.codec.MalformedBytesException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads a backup from its first byte to its last, and holds no more than a page of it. */
public final class BackupReader {
  private static final int BUFFER = 1 << 20;

  /** Sees one page of keys after the other, and whose they are. */
  public interface Visitor {
    void visit(String keyspace, int shard, Part.Page page) throws IOException;
  }

  /** A shard of a backup that is whole. */
  public record ShardSummary(Part.Shard shard, long keys) {}

  /** What is in a backup that is whole. */
  public record Summary(Part.Header header, List<ShardSummary> shards, long keys) {
    public Summary {
      shards = List.copyOf(shards);
    }
  }

  private final Path file;
  private final CheckedRecords.Reader records;
  private final Visitor visitor;
  private final List<ShardSummary> shards = new ArrayList<>();
  private long keys;

  private BackupReader(Path file, InputStream in, Visitor visitor) {
    this.file = file;
    this.records = new CheckedRecords.Reader(in);
    this.visitor = visitor;
  }

  /**
   * Checks all of {@code file} and shows its keys to {@code visitor}.
   *
   * @throws DamagedBackupException if it is no backup, is damaged or cut short, or was written by a
   *     newer memdi; what the visitor has seen before was sound
   */
  public static Summary read(Path file, Visitor visitor) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      checkVersion(file, in);
      return new BackupReader(file, in, visitor).read();
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    }
  }

  private static void checkVersion(Path file, InputStream in) throws IOException {
    byte[] magic = in.readNBytes(PartCodec.MAGIC.length);
    if (!Arrays.equals(magic, PartCodec.MAGIC)) {
      throw new DamagedBackupException(file, "not a backup of memdi's");
    }
    byte[] version = in.readNBytes(Short.BYTES);
    if (version.length < Short.BYTES) {
      throw new DamagedBackupException(file, "cut short before its first record");
    }
    int number = ((version[0] & 0xFF) << 8) | (version[1] & 0xFF);
    if (number < PartCodec.OLDEST || number > PartCodec.VERSION) {
      throw new DamagedBackupException(
          file,
          "a backup of format version %d; this memdi reads versions %d to %d: use a newer one"
              .formatted(number, PartCodec.OLDEST, PartCodec.VERSION));
    }
  }

  private Summary read() throws IOException {
    if (!(next() instanceof Part.Header header)) {
      throw damaged("it does not begin with a header");
    }
    Optional<Part.Shard> shard = Optional.empty();
    long inShard = 0;
    while (true) {
      switch (next()) {
        case Part.Header again -> throw damaged("it has a second header");
        case Part.Shard begun -> {
          if (shard.isPresent()
              || begun.number() != shards.size()
              || begun.number() >= header.shards()) {
            throw damaged("shard %d is out of its place".formatted(begun.number()));
          }
          shard = Optional.of(begun);
          inShard = 0;
        }
        case Part.Page page -> {
          int number = shard.orElseThrow(() -> damaged("it has keys of no shard")).number();
          inShard += page.entries().size();
          visitor.visit(header.keyspaceOf(number), number, page);
        }
        case Part.ShardEnd(long told) -> {
          Part.Shard ended = shard.orElseThrow(() -> damaged("a shard ends that did not begin"));
          expect("shard " + ended.number(), told, inShard);
          shards.add(new ShardSummary(ended, inShard));
          keys += inShard;
          shard = Optional.empty();
        }
        case Part.End(long told) -> {
          if (shard.isPresent() || shards.size() != header.shards()) {
            throw damaged(
                "it ends after %d of %d shards".formatted(shards.size(), header.shards()));
          }
          expect("it", told, keys);
          if (!records.isAtEnd()) {
            throw damaged("something follows its end");
          }
          return new Summary(header, shards, keys);
        }
      }
    }
  }

  private Part next() throws IOException {
    try {
      return PartCodec.decode(records.next());
    } catch (EOFException e) {
      throw damaged(e.getMessage() + ": the backup was not finished, or not copied whole");
    } catch (MalformedBytesException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  private void expect(String what, long told, long found) throws DamagedBackupException {
    if (told != found) {
      throw damaged("%s should have %d keys and has %d".formatted(what, told, found));
    }
  }

  private DamagedBackupException damaged(String what) {
    return new DamagedBackupException(file, what);
  }
}

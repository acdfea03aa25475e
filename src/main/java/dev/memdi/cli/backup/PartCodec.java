package dev.memdi.cli.backup;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.memdi.api.Bytes;
import dev.memdi.api.Result;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.CheckedRecords;
import dev.memdi.api.codec.CopyStream;
import dev.memdi.api.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The records of a backup: see the package. */
final class PartCodec {
  static final byte[] MAGIC = {'m', 'e', 'm', 'd', 'i', '-', 'b', 'a', 'c', 'k', 'u', 'p'};
  static final int VERSION = 2;

  /** The first version, whose backups had one keyspace. */
  static final int OLDEST = 1;

  private static final int HEADER_OF_ONE = 1;
  private static final int SHARD = 2;
  private static final int PAGE = 3;
  private static final int SHARD_END = 4;
  private static final int END = 5;
  private static final int HEADER = 6;

  private static final int PLAIN = 0;
  private static final int ZSTD = 1;

  private static final int LEVEL = 3;

  private PartCodec() {}

  /** The part as the record with that number. */
  static Bytes encode(long number, Part part) {
    ByteWriter out = new ByteWriter();
    int kind =
        switch (part) {
          case Part.Header(List<Part.Keyspace> keyspaces, long madeAtMillis) -> {
            out.putVarint(keyspaces.size());
            for (Part.Keyspace keyspace : keyspaces) {
              out.putText(keyspace.name());
              out.putVarint(keyspace.shards());
            }
            out.putSigned(madeAtMillis);
            yield HEADER;
          }
          case Part.Shard(int shard, long revision, long madeAtMillis) -> {
            out.putVarint(shard);
            out.putVarint(revision);
            out.putSigned(madeAtMillis);
            yield SHARD;
          }
          case Part.Page(List<Result.Entry> entries) -> {
            putPage(CopyStream.pageBytes(entries), out);
            yield PAGE;
          }
          case Part.ShardEnd(long keys) -> {
            out.putVarint(keys);
            yield SHARD_END;
          }
          case Part.End(long keys) -> {
            out.putVarint(keys);
            yield END;
          }
        };
    return CheckedRecords.encode(number, kind, out.toBytes());
  }

  /** Fails with a {@link MalformedBytesException} where the record makes no sense. */
  static Part decode(CheckedRecords.One record) {
    ByteReader in = new ByteReader(record.payload());
    Part part =
        switch (record.kind()) {
          case HEADER_OF_ONE -> new Part.Header(List.of(keyspace(in)), in.takeSigned());
          case HEADER -> new Part.Header(keyspaces(in), in.takeSigned());
          case SHARD ->
              new Part.Shard(
                  number(in), in.takeUpTo(Long.MAX_VALUE, "a revision"), in.takeSigned());
          case PAGE -> new Part.Page(takePage(in, record.payload()));
          case SHARD_END -> new Part.ShardEnd(keys(in));
          case END -> new Part.End(keys(in));
          default -> throw new MalformedBytesException("no record is of the kind " + record.kind());
        };
    in.expectEnd();
    return part;
  }

  private static List<Part.Keyspace> keyspaces(ByteReader in) {
    int count = in.takeCount("keyspaces");
    List<Part.Keyspace> keyspaces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      keyspaces.add(keyspace(in));
    }
    return keyspaces;
  }

  private static Part.Keyspace keyspace(ByteReader in) {
    return new Part.Keyspace(in.takeText(), number(in));
  }

  private static int number(ByteReader in) {
    return (int) in.takeUpTo(Integer.MAX_VALUE, "a number");
  }

  private static long keys(ByteReader in) {
    return in.takeUpTo(Long.MAX_VALUE, "a number of keys");
  }

  private static void putPage(Bytes page, ByteWriter out) {
    byte[] compressed = Zstd.compress(page.array(), LEVEL);
    if (compressed.length < page.length()) {
      out.putByte(ZSTD);
      out.putVarint(page.length());
      out.putRaw(compressed, 0, compressed.length);
    } else {
      out.putByte(PLAIN);
      out.putRaw(page.array(), 0, page.length());
    }
  }

  private static List<Result.Entry> takePage(ByteReader in, Bytes payload) {
    int form = in.takeByte();
    return switch (form) {
      case PLAIN -> CopyStream.readPage(in);
      case ZSTD -> {
        int length = (int) in.takeUpTo(Integer.MAX_VALUE - 8, "a page's length");
        byte[] page = decompress(rest(in, payload), length);
        ByteReader inner = new ByteReader(page, 0, page.length);
        List<Result.Entry> entries = CopyStream.readPage(inner);
        inner.expectEnd();
        yield entries;
      }
      default -> throw new MalformedBytesException("no page is of the form " + form);
    };
  }

  private static byte[] rest(ByteReader in, Bytes payload) {
    int length = in.remaining();
    in.skip(length);
    return Arrays.copyOfRange(payload.array(), payload.length() - length, payload.length());
  }

  private static byte[] decompress(byte[] compressed, int length) {
    // what zstd itself says of the length, before anything of that length is allocated
    if (Zstd.getFrameContentSize(compressed) != length) {
      throw new MalformedBytesException("a compressed page is not of the length that is told");
    }
    try {
      byte[] page = Zstd.decompress(compressed, length);
      if (page.length != length) {
        throw new MalformedBytesException("a compressed page is shorter than it says");
      }
      return page;
    } catch (ZstdException e) {
      throw new MalformedBytesException("a page cannot be decompressed: " + e.getMessage());
    }
  }
}

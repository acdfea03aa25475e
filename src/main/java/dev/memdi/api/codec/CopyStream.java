package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import dev.memdi.api.Result;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A copy of one shard on its way from a node to a client: a head, pages, an end, as {@link
 * CheckedRecords}. Without its end it is cut short.
 *
 * <pre>
 *   head = version 1 | shard | shards | revision | made at, signed
 *   page = as ResultCodec has it
 *   end  = keys
 * </pre>
 */
public final class CopyStream {
  static final int VERSION = 1;

  private static final int HEAD = 1;
  private static final int PAGE = 2;
  private static final int END = 3;

  private CopyStream() {}

  /** A part of the stream. */
  public sealed interface Part {}

  /**
   * What it is a copy of.
   *
   * @param shards how many shards the keyspace has
   * @param revision every change up to this one is in the copy, and no later one
   * @param madeAtMillis when by the wall clock of the node that sends it, in milliseconds since
   *     1970
   */
  public record Head(int shard, int shards, long revision, long madeAtMillis) implements Part {}

  /** Some keys, in order, after those of the page before; at least one. */
  public record Page(List<Result.Entry> entries) implements Part {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** That was all, and it was so many keys. */
  public record End(long keys) implements Part {}

  /** Encodes the parts of one stream, in their order. For one thread. */
  public static final class Encoder {
    private long number;

    /** The next part as bytes. */
    public Bytes encode(Part part) {
      ByteWriter out = new ByteWriter();
      return switch (part) {
        case Head(int shard, int shards, long revision, long madeAtMillis) -> {
          out.putByte(VERSION);
          out.putVarint(shard);
          out.putVarint(shards);
          out.putVarint(revision);
          out.putSigned(madeAtMillis);
          yield record(HEAD, out.toBytes());
        }
        case Page(List<Result.Entry> entries) -> {
          yield record(PAGE, pageBytes(entries));
        }
        case End(long keys) -> {
          out.putVarint(keys);
          yield record(END, out.toBytes());
        }
      };
    }

    private Bytes record(int kind, Bytes payload) {
      return CheckedRecords.encode(number++, kind, payload);
    }
  }

  /** Decodes the parts of one stream. For one thread. */
  public static final class Decoder {
    private final CheckedRecords.Reader records;

    public Decoder(InputStream in) {
      this.records = new CheckedRecords.Reader(in);
    }

    /**
     * The next part.
     *
     * @throws MalformedBytesException if it is damaged, or of a version that is not known here
     * @throws java.io.EOFException if the stream ends without an end
     */
    public Part next() throws IOException {
      CheckedRecords.One record = records.next();
      ByteReader in = new ByteReader(record.payload());
      Part part =
          switch (record.kind()) {
            case HEAD -> head(in);
            case PAGE -> new Page(readPage(in));
            case END -> new End(in.takeUpTo(Long.MAX_VALUE, "a number of keys"));
            default ->
                throw new MalformedBytesException("no part of a copy is of kind " + record.kind());
          };
      in.expectEnd();
      return part;
    }

    private static Head head(ByteReader in) {
      int version = in.takeByte();
      if (version != VERSION) {
        throw new MalformedBytesException(
            "a copy of format version %d; this memdi reads version %d".formatted(version, VERSION));
      }
      return new Head(
          (int) in.takeUpTo(Integer.MAX_VALUE, "a shard"),
          (int) in.takeUpTo(Integer.MAX_VALUE, "a number of shards"),
          in.takeUpTo(Long.MAX_VALUE, "a revision"),
          in.takeSigned());
    }
  }

  /** The entries of a page as bytes, for whoever keeps them. */
  public static Bytes pageBytes(List<Result.Entry> entries) {
    ByteWriter out = new ByteWriter();
    ResultCodec.write(new Result.Page(entries, false), out);
    return out.toBytes();
  }

  /** The entries that {@link #pageBytes} wrote. */
  public static List<Result.Entry> readPage(ByteReader in) {
    if (!(ResultCodec.read(in) instanceof Result.Page page) || page.entries().isEmpty()) {
      throw new MalformedBytesException("not a page of keys");
    }
    return page.entries();
  }
}

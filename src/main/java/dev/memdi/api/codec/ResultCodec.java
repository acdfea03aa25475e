package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Results as bytes: a tag, then the fields. */
public final class ResultCodec {
  private static final int FOUND = 1;
  private static final int MISSING = 2;
  private static final int WRITTEN = 3;
  private static final int DELETED = 4;
  private static final int UPDATED = 5;
  private static final int MANY = 6;
  private static final int PAGE = 7;
  private static final int COUNTED = 8;
  private static final int FAILED = 9;

  /** Real results lie two deep at most; the bound keeps hostile bytes from exhausting the stack. */
  private static final int DEEPEST = 8;

  private ResultCodec() {}

  public static void write(Result result, ByteWriter out) {
    write(result, out, DEEPEST);
  }

  public static Result read(ByteReader in) {
    return read(in, DEEPEST);
  }

  private static void write(Result result, ByteWriter out, int depth) {
    if (depth == 0) {
      throw new IllegalArgumentException("results nested more than " + DEEPEST + " deep");
    }
    switch (result) {
      case Result.Found(Bytes value, Revision revision, Optional<Duration> ttl) -> {
        out.putByte(FOUND);
        out.putBytes(value);
        out.putVarint(revision.index());
        putTtl(ttl, out);
      }
      case Result.Missing _ -> out.putByte(MISSING);
      case Result.Written(Revision revision, boolean created) -> {
        out.putByte(WRITTEN);
        out.putVarint(revision.index());
        out.putBoolean(created);
      }
      case Result.Deleted(Revision revision, boolean existed) -> {
        out.putByte(DELETED);
        out.putVarint(revision.index());
        out.putBoolean(existed);
      }
      case Result.Updated(Bytes value, Revision revision) -> {
        out.putByte(UPDATED);
        out.putBytes(value);
        out.putVarint(revision.index());
      }
      case Result.Many(List<Result> results) -> {
        out.putByte(MANY);
        out.putVarint(results.size());
        for (Result part : results) {
          write(part, out, depth - 1);
        }
      }
      case Result.Page(List<Result.Entry> entries, boolean more) -> {
        out.putByte(PAGE);
        out.putBoolean(more);
        out.putVarint(entries.size());
        for (Result.Entry entry : entries) {
          OperationCodec.putKey(entry.key(), out);
          out.putBytes(entry.value());
          out.putVarint(entry.revision().index());
          putTtl(entry.ttl(), out);
        }
      }
      case Result.Counted(long keys) -> {
        out.putByte(COUNTED);
        out.putVarint(keys);
      }
      case Result.Failed(Refusal refusal) -> {
        out.putByte(FAILED);
        RefusalCodec.write(refusal, out);
      }
    }
  }

  private static Result read(ByteReader in, int depth) {
    if (depth == 0) {
      throw new MalformedBytesException("results nested more than " + DEEPEST + " deep");
    }
    int tag = in.takeByte();
    return switch (tag) {
      case FOUND -> new Result.Found(in.takeBytes(), OperationCodec.takeRevision(in), takeTtl(in));
      case MISSING -> new Result.Missing();
      case WRITTEN -> new Result.Written(OperationCodec.takeRevision(in), in.takeBoolean());
      case DELETED -> new Result.Deleted(OperationCodec.takeRevision(in), in.takeBoolean());
      case UPDATED -> new Result.Updated(in.takeBytes(), OperationCodec.takeRevision(in));
      case MANY -> {
        int count = in.takeCount("results");
        List<Result> results = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          results.add(read(in, depth - 1));
        }
        yield new Result.Many(results);
      }
      case PAGE -> {
        boolean more = in.takeBoolean();
        int count = in.takeCount("entries");
        List<Result.Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          Key key = OperationCodec.takeKey(in);
          Bytes value = in.takeBytes();
          Revision revision = OperationCodec.takeRevision(in);
          entries.add(new Result.Entry(key, value, revision, takeTtl(in)));
        }
        yield new Result.Page(entries, more);
      }
      case COUNTED -> new Result.Counted(in.takeUpTo(Long.MAX_VALUE, "a count"));
      case FAILED -> new Result.Failed(RefusalCodec.read(in));
      default -> throw new MalformedBytesException("no result has the tag " + tag);
    };
  }

  private static void putTtl(Optional<Duration> ttl, ByteWriter out) {
    out.putBoolean(ttl.isPresent());
    ttl.ifPresent(out::putDuration);
  }

  private static Optional<Duration> takeTtl(ByteReader in) {
    return in.takeBoolean() ? Optional.of(in.takeDuration()) : Optional.empty();
  }
}

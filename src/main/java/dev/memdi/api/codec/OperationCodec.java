package dev.memdi.api.codec;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Operation.Append;
import dev.memdi.api.Operation.Batch;
import dev.memdi.api.Operation.Change;
import dev.memdi.api.Operation.Check;
import dev.memdi.api.Operation.Contains;
import dev.memdi.api.Operation.Count;
import dev.memdi.api.Operation.Delete;
import dev.memdi.api.Operation.Get;
import dev.memdi.api.Operation.GetMany;
import dev.memdi.api.Operation.Increment;
import dev.memdi.api.Operation.Scan;
import dev.memdi.api.Operation.SetMany;
import dev.memdi.api.Operation.Steps;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Operations as bytes: a tag, then the fields. Tags of writes are on disk: they are never given
 * another meaning.
 */
public final class OperationCodec {
  private static final int SET = 1;
  private static final int DELETE = 2;
  private static final int INCREMENT = 3;
  private static final int APPEND = 4;
  private static final int SET_MANY = 5;
  private static final int BATCH = 6;
  private static final int STEPS = 7;
  private static final int GET = 16;
  private static final int CONTAINS = 17;
  private static final int GET_MANY = 18;
  private static final int SCAN = 19;
  private static final int COUNT = 20;

  private OperationCodec() {}

  public static void write(Operation operation, ByteWriter out) {
    switch (operation) {
      case Operation.Write write -> writeWrite(write, out);
      case Operation.Read read -> writeRead(read, out);
    }
  }

  public static Operation read(ByteReader in) {
    int tag = in.takeByte();
    return tag < GET ? takeWrite(tag, in) : takeRead(tag, in);
  }

  public static Operation.Write readWrite(ByteReader in) {
    return takeWrite(in.takeByte(), in);
  }

  public static Operation.Read readRead(ByteReader in) {
    return takeRead(in.takeByte(), in);
  }

  public static void writeWrite(Operation.Write write, ByteWriter out) {
    switch (write) {
      case Change change -> writeChange(change, out);
      case SetMany many -> {
        out.putByte(SET_MANY);
        out.putVarint(many.sets().size());
        for (Operation.Set set : many.sets()) {
          SetCodec.write(set, out);
        }
      }
      case Batch batch -> {
        out.putByte(BATCH);
        putBatch(batch, out);
      }
      case Steps(List<Check> checks, List<Step> steps) -> {
        out.putByte(STEPS);
        putChecks(checks, out);
        out.putVarint(steps.size());
        for (Step step : steps) {
          StepCodec.write(step, out);
        }
      }
    }
  }

  public static void writeRead(Operation.Read read, ByteWriter out) {
    switch (read) {
      case Get(Key key) -> {
        out.putByte(GET);
        putKey(key, out);
      }
      case Contains(Key key) -> {
        out.putByte(CONTAINS);
        putKey(key, out);
      }
      case GetMany(List<Key> keys) -> {
        out.putByte(GET_MANY);
        out.putVarint(keys.size());
        for (Key key : keys) {
          putKey(key, out);
        }
      }
      case Scan(Bytes prefix, Optional<Key> after, int limit) -> {
        out.putByte(SCAN);
        out.putBytes(prefix);
        out.putBoolean(after.isPresent());
        after.ifPresent(key -> putKey(key, out));
        out.putVarint(limit);
      }
      case Count(Bytes prefix) -> {
        out.putByte(COUNT);
        out.putBytes(prefix);
      }
    }
  }

  static void putBatch(Batch batch, ByteWriter out) {
    putChecks(batch.checks(), out);
    out.putVarint(batch.changes().size());
    for (Change change : batch.changes()) {
      writeChange(change, out);
    }
  }

  private static void putChecks(List<Check> checks, ByteWriter out) {
    out.putVarint(checks.size());
    for (Check check : checks) {
      putKey(check.key(), out);
      ConditionCodec.write(check.condition(), out);
    }
  }

  static void writeChange(Change change, ByteWriter out) {
    switch (change) {
      case Operation.Set set -> {
        out.putByte(SET);
        SetCodec.write(set, out);
      }
      case Delete(Key key, Condition condition) -> {
        out.putByte(DELETE);
        putKey(key, out);
        ConditionCodec.write(condition, out);
      }
      case Increment(Key key, long delta) -> {
        out.putByte(INCREMENT);
        putKey(key, out);
        out.putSigned(delta);
      }
      case Append(Key key, Bytes suffix) -> {
        out.putByte(APPEND);
        putKey(key, out);
        out.putBytes(suffix);
      }
    }
  }

  private static Operation.Write takeWrite(int tag, ByteReader in) {
    return switch (tag) {
      case SET_MANY -> {
        int count = in.takeCount("sets");
        List<Operation.Set> sets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          sets.add(SetCodec.read(in));
        }
        yield new SetMany(sets);
      }
      case BATCH -> takeBatch(in);
      case STEPS -> {
        List<Check> checks = takeChecks(in);
        int count = in.takeCount("steps");
        List<Step> steps = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          steps.add(StepCodec.read(in));
        }
        yield new Steps(checks, steps);
      }
      default -> takeChange(tag, in);
    };
  }

  static Batch takeBatch(ByteReader in) {
    List<Check> checks = takeChecks(in);
    int count = in.takeCount("changes");
    List<Change> changes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      changes.add(takeChange(in.takeByte(), in));
    }
    return new Batch(checks, changes);
  }

  private static List<Check> takeChecks(ByteReader in) {
    int count = in.takeCount("checks");
    List<Check> checks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      checks.add(new Check(takeKey(in), ConditionCodec.read(in)));
    }
    return checks;
  }

  static Change takeChange(int tag, ByteReader in) {
    return switch (tag) {
      case SET -> SetCodec.read(in);
      case DELETE -> new Delete(takeKey(in), ConditionCodec.read(in));
      case INCREMENT -> new Increment(takeKey(in), in.takeSigned());
      case APPEND -> new Append(takeKey(in), in.takeBytes());
      default -> throw new MalformedBytesException("no write has the tag " + tag);
    };
  }

  private static Operation.Read takeRead(int tag, ByteReader in) {
    return switch (tag) {
      case GET -> new Get(takeKey(in));
      case CONTAINS -> new Contains(takeKey(in));
      case GET_MANY -> {
        int count = in.takeCount("keys");
        List<Key> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          keys.add(takeKey(in));
        }
        yield new GetMany(keys);
      }
      case SCAN -> {
        Bytes prefix = in.takeBytes();
        Optional<Key> after = in.takeBoolean() ? Optional.of(takeKey(in)) : Optional.empty();
        int limit = (int) in.takeUpTo(Integer.MAX_VALUE, "a scan's limit");
        if (limit < 1) {
          throw new MalformedBytesException("a scan's limit is 0");
        }
        yield new Scan(prefix, after, limit);
      }
      case COUNT -> new Count(in.takeBytes());
      default -> throw new MalformedBytesException("no read has the tag " + tag);
    };
  }

  static void putKey(Key key, ByteWriter out) {
    out.putBytes(key.bytes());
  }

  static Key takeKey(ByteReader in) {
    return new Key(in.takeBytes());
  }

  static Revision takeRevision(ByteReader in) {
    return new Revision(in.takeUpTo(Long.MAX_VALUE, "a revision"));
  }
}

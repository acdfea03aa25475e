package dev.memdi.api.codec;

import dev.memdi.api.Ack;
import dev.memdi.api.Answers;
import dev.memdi.api.Assurance;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Outcomes and {@link Answers} as bytes: a tag, then the fields. */
public final class OutcomeCodec {
  private static final int DONE = 1;
  private static final int REFUSED = 2;
  private static final int UNKNOWN = 3;

  private static final int ACKNOWLEDGED_LEADER = 1;
  private static final int ACKNOWLEDGED_QUORUM = 2;
  private static final int ACKNOWLEDGED_DISK = 3;
  private static final int LINEARIZABLE = 4;
  private static final int STALE = 5;

  private OutcomeCodec() {}

  public static void write(Outcome outcome, ByteWriter out) {
    switch (outcome) {
      case Outcome.Done(Result result, Assurance assurance) -> {
        out.putByte(DONE);
        ResultCodec.write(result, out);
        putAssurance(assurance, out);
      }
      case Outcome.Refused(Refusal refusal) -> {
        out.putByte(REFUSED);
        RefusalCodec.write(refusal, out);
      }
      case Outcome.Unknown(String why) -> {
        out.putByte(UNKNOWN);
        out.putText(why);
      }
    }
  }

  public static Outcome read(ByteReader in) {
    int tag = in.takeByte();
    return switch (tag) {
      case DONE -> new Outcome.Done(ResultCodec.read(in), takeAssurance(in));
      case REFUSED -> new Outcome.Refused(RefusalCodec.read(in));
      case UNKNOWN -> new Outcome.Unknown(in.takeText());
      default -> throw new MalformedBytesException("no outcome has the tag " + tag);
    };
  }

  public static void writeAnswers(Answers answers, ByteWriter out) {
    out.putVarint(answers.shard());
    out.putVarint(answers.answers().size());
    long previous = 0;
    for (Answers.Answer answer : answers.answers()) {
      out.putSigned(answer.sequence() - previous);
      write(answer.outcome(), out);
      previous = answer.sequence();
    }
  }

  public static Answers readAnswers(ByteReader in) {
    int shard = (int) in.takeUpTo(Integer.MAX_VALUE, "a shard");
    int count = in.takeCount("answers");
    List<Answers.Answer> answers = new ArrayList<>(count);
    long sequence = 0;
    for (int i = 0; i < count; i++) {
      sequence += in.takeSigned();
      answers.add(new Answers.Answer(sequence, read(in)));
    }
    return new Answers(shard, answers);
  }

  private static void putAssurance(Assurance assurance, ByteWriter out) {
    switch (assurance) {
      case Assurance.Acknowledged(Ack reached) -> out.putByte(tagOf(reached));
      case Assurance.Linearizable _ -> out.putByte(LINEARIZABLE);
      case Assurance.Stale(Duration staleness) -> {
        out.putByte(STALE);
        out.putDuration(staleness);
      }
    }
  }

  private static Assurance takeAssurance(ByteReader in) {
    int tag = in.takeByte();
    return switch (tag) {
      case ACKNOWLEDGED_LEADER -> new Assurance.Acknowledged(Ack.LEADER);
      case ACKNOWLEDGED_QUORUM -> new Assurance.Acknowledged(Ack.QUORUM);
      case ACKNOWLEDGED_DISK -> new Assurance.Acknowledged(Ack.DISK);
      case LINEARIZABLE -> new Assurance.Linearizable();
      case STALE -> new Assurance.Stale(in.takeDuration());
      default -> throw new MalformedBytesException("no assurance has the tag " + tag);
    };
  }

  static int tagOf(Ack ack) {
    return switch (ack) {
      case LEADER -> ACKNOWLEDGED_LEADER;
      case QUORUM -> ACKNOWLEDGED_QUORUM;
      case DISK -> ACKNOWLEDGED_DISK;
    };
  }

  static Ack takeAck(ByteReader in) {
    int tag = in.takeByte();
    return switch (tag) {
      case ACKNOWLEDGED_LEADER -> Ack.LEADER;
      case ACKNOWLEDGED_QUORUM -> Ack.QUORUM;
      case ACKNOWLEDGED_DISK -> Ack.DISK;
      default -> throw new MalformedBytesException("no ack has the tag " + tag);
    };
  }
}

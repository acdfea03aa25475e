package dev.memdi.check;

import dev.memdi.api.Ack;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Consistency;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Request;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import java.time.Duration;
import java.util.Optional;

/** Writes histories by hand, one event per millisecond, and says their operations in short. */
final class Story {
  private long now;
  private final Recorder recorder = Recorder.plain(() -> now);

  long ask(int process, Operation operation) {
    return ask(process, operation, Ack.QUORUM);
  }

  long ask(int process, Operation operation, Ack ack) {
    now += 1_000_000;
    return recorder.invoked(
        process, new Request(operation, ack, Consistency.LINEARIZABLE, Duration.ofSeconds(1)));
  }

  Story end(long call, Outcome outcome) {
    now += 1_000_000;
    recorder.completed(call, outcome);
    return this;
  }

  /** A call during which nothing else happens. */
  Story call(int process, Operation operation, Outcome outcome) {
    return end(ask(process, operation), outcome);
  }

  Story pass(Duration time) {
    now += time.toNanos();
    return this;
  }

  History history() {
    return recorder.history();
  }

  static Key key(String key) {
    return Key.utf8(key);
  }

  static Operation.Get get(String key) {
    return new Operation.Get(key(key));
  }

  static Operation.Set set(String key, String value) {
    return Operation.Set.of(key(key), Bytes.utf8(value));
  }

  static Operation.Set set(String key, String value, Duration ttl) {
    return new Operation.Set(key(key), Bytes.utf8(value), new Expiry.After(ttl), Condition.ALWAYS);
  }

  static Operation.Set setIf(Condition condition, String key, String value) {
    return new Operation.Set(key(key), Bytes.utf8(value), Expiry.NEVER, condition);
  }

  static Operation.Delete delete(String key) {
    return Operation.Delete.of(key(key));
  }

  static Operation.Increment add(String key, long delta) {
    return new Operation.Increment(key(key), delta);
  }

  static Operation.Append append(String key, String suffix) {
    return new Operation.Append(key(key), Bytes.utf8(suffix));
  }

  static Outcome written(long revision, boolean created) {
    return wrote(new Result.Written(new Revision(revision), created));
  }

  static Outcome updated(String value, long revision) {
    return wrote(new Result.Updated(Bytes.utf8(value), new Revision(revision)));
  }

  static Outcome deleted(long revision, boolean existed) {
    return wrote(new Result.Deleted(new Revision(revision), existed));
  }

  static Outcome found(String value, long revision) {
    return saw(new Result.Found(Bytes.utf8(value), new Revision(revision), Optional.empty()));
  }

  static Outcome found(String value, long revision, Duration ttl) {
    return saw(new Result.Found(Bytes.utf8(value), new Revision(revision), Optional.of(ttl)));
  }

  static Outcome missing() {
    return saw(new Result.Missing());
  }

  static Outcome unknown() {
    return new Outcome.Unknown("no answer in time");
  }

  static Outcome conditionFailed(String key, long revision) {
    return refused(new Refusal.ConditionFailed(key(key), new Revision(revision)));
  }

  static Outcome refused(Refusal refusal) {
    return new Outcome.Refused(refusal);
  }

  static Outcome saw(Result result) {
    return new Outcome.Done(result, new Assurance.Linearizable());
  }

  static Outcome sawStale(Result result) {
    return new Outcome.Done(result, new Assurance.Stale(Duration.ofMillis(20)));
  }

  static Outcome wrote(Result result) {
    return new Outcome.Done(result, new Assurance.Acknowledged(Ack.QUORUM));
  }

  static Outcome byLeaderAlone(Result result) {
    return new Outcome.Done(result, new Assurance.Acknowledged(Ack.LEADER));
  }
}

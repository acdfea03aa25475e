package dev.memdi.sim;

import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Draws several steps in one write, on keys of one shard, under a watch or not. Bytes are put and
 * decimals added to the last key alone, and copies made of the others: where any value may become
 * any other, the judge of the histories has to tell them all apart.
 */
final class StepDraws {
  private static final int MOST = 4;

  private final RandomGenerator random;
  private final List<Key> keys;
  private final Supplier<Bytes> numbers;
  private final Function<Key, Condition> conditions;
  private final Function<Key, Condition> watched;

  /**
   * @param numbers a new one each time
   * @param conditions of any kind, on a key
   * @param watched that a key is as it was last seen
   */
  StepDraws(
      RandomGenerator random,
      List<Key> keys,
      Supplier<Bytes> numbers,
      Function<Key, Condition> conditions,
      Function<Key, Condition> watched) {
    this.random = random;
    this.keys = keys;
    this.numbers = numbers;
    this.conditions = conditions;
    this.watched = watched;
  }

  Operation.Steps next() {
    List<Operation.Check> checks = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      Key key = key();
      checks.add(new Operation.Check(key, watched.apply(key)));
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 1 + random.nextInt(MOST); i > 0; i--) {
      steps.add(step());
    }
    return new Operation.Steps(checks, steps);
  }

  private Step step() {
    Key key = key();
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> new Step.Look(key);
      case 3 -> new Step.Peek(key);
      case 4, 5, 6 -> new Step.Make(Operation.Set.of(key, numbers.get()));
      case 7 -> new Step.Make(new Operation.Increment(key, 1 + random.nextInt(3)));
      case 8 -> new Step.Make(new Operation.Append(key, Bytes.utf8("1")));
      case 9 -> new Step.Make(new Operation.Delete(key, conditions.apply(key)));
      case 10 -> together(key, key());
      case 11 -> retime(key);
      case 12 -> random.nextBoolean() ? splice() : addDecimal();
      default -> copy();
    };
  }

  private Step together(Key one, Key other) {
    return new Step.Together(
        new Operation.Batch(
            random.nextBoolean()
                ? List.of()
                : List.of(new Operation.Check(other, conditions.apply(other))),
            List.of(
                Operation.Set.of(one, numbers.get()),
                new Operation.Delete(other, conditions.apply(other)))));
  }

  private Step retime(Key key) {
    Optional<Duration> ttl =
        switch (random.nextInt(6)) {
          case 0 -> Optional.empty();
          case 1 -> Optional.of(Duration.ZERO);
          default -> Optional.of(Duration.ofMillis(200 + random.nextInt(3000)));
        };
    return new Step.Retime(key, ttl, Step.When.values()[random.nextInt(6)]);
  }

  private Step splice() {
    long offset = random.nextBoolean() ? Step.Splice.END : random.nextInt(6);
    return new Step.Splice(keys.getLast(), offset, Bytes.utf8(random.nextBoolean() ? "7" : "x"));
  }

  private Step addDecimal() {
    return new Step.AddDecimal(keys.getLast(), BigDecimal.valueOf(random.nextInt(-9, 9), 1));
  }

  private Step copy() {
    int from = random.nextInt(keys.size() - 1);
    int to = random.nextInt(keys.size() - 1);
    return new Step.Copy(keys.get(from), keys.get(to), random.nextBoolean(), random.nextBoolean());
  }

  private Key key() {
    return keys.get(random.nextInt(keys.size()));
  }
}

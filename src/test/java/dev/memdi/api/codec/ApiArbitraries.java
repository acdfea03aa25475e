package dev.memdi.api.codec;

import dev.memdi.api.Ack;
import dev.memdi.api.Answers;
import dev.memdi.api.Assurance;
import dev.memdi.api.Bytes;
import dev.memdi.api.Cause;
import dev.memdi.api.Changes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Status;
import dev.memdi.api.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/**
 * Values of the vocabulary, of every kind and with awkward numbers among them. (Properties over
 * these turn jqwik's own edge cases off: there are so many that nothing else would be tried.)
 */
public final class ApiArbitraries extends DomainContextBase {
  @Provide
  public Arbitrary<Operation> operations() {
    return Arbitraries.oneOf(writes(), reads());
  }

  @Provide
  public static Arbitrary<Operation.Write> writes() {
    Arbitrary<Operation.SetMany> many = sets().list().ofMaxSize(4).map(Operation.SetMany::new);
    Arbitrary<Operation.Batch> batches =
        Combinators.combine(
                Combinators.combine(keys(), conditions())
                    .as(Operation.Check::new)
                    .list()
                    .ofMaxSize(3),
                changes().list().ofMaxSize(4))
            .as(Operation.Batch::new);
    Arbitrary<Operation.Steps> steps =
        Combinators.combine(
                Combinators.combine(keys(), conditions())
                    .as(Operation.Check::new)
                    .list()
                    .ofMaxSize(2),
                steps(batches).list().ofMaxSize(4))
            .as(Operation.Steps::new);
    return Arbitraries.oneOf(changes(), many, batches, steps);
  }

  @Provide
  public static Arbitrary<Operation.Read> reads() {
    return Arbitraries.oneOf(
        keys().map(Operation.Get::new),
        keys().map(Operation.Contains::new),
        keys().list().ofMaxSize(5).map(Operation.GetMany::new),
        Combinators.combine(bytes(), keys().optional(), Arbitraries.integers().greaterOrEqual(1))
            .as(Operation.Scan::new),
        bytes().map(Operation.Count::new));
  }

  @Provide
  public static Arbitrary<Outcome> outcomes() {
    return Arbitraries.oneOf(
        Combinators.combine(results(), assurances()).as(Outcome.Done::new),
        refusals().map(Outcome.Refused::new),
        texts().map(Outcome.Unknown::new));
  }

  @Provide
  public static Arbitrary<Answers> answers() {
    Arbitrary<Answers.Answer> answer =
        Combinators.combine(numbers(), outcomes()).as(Answers.Answer::new);
    return Combinators.combine(shards(), answer.list().ofMaxSize(5)).as(Answers::new);
  }

  @Provide
  public static Arbitrary<Changes> changePieces() {
    Arbitrary<Changes.Event> event =
        Combinators.combine(
                keys(),
                revisions(),
                bytes().optional(),
                Arbitraries.of(Cause.class).list().ofMaxSize(3))
            .as(Changes.Event::new);
    return Combinators.combine(
            shards(), counts(), counts(), Arbitraries.of(true, false), event.list().ofMaxSize(5))
        .as(Changes::new);
  }

  @Provide
  public static Arbitrary<Status.Node> nodes() {
    return Combinators.combine(
            nodeIds(),
            texts(),
            durations(),
            Arbitraries.of(true, false),
            texts(),
            replicas().list().ofMaxSize(3))
        .as(Status.Node::new);
  }

  @Provide
  public static Arbitrary<Status.Cluster> clusters() {
    Arbitrary<Status.Member> member =
        Combinators.combine(
                nodeIds(), texts(), texts().optional(), texts(), Arbitraries.of(true, false))
            .as(Status.Member::new);
    Arbitrary<Status.Shard> shard =
        Combinators.combine(
                shards(), nodeIds().optional(), numbers(), numbers(), peers().list().ofMaxSize(3))
            .as(Status.Shard::new);
    return Combinators.combine(member.list().ofMaxSize(3), shard.list().ofMaxSize(3))
        .as(Status.Cluster::new);
  }

  public static Arbitrary<Bytes> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(Bytes::copyOf);
  }

  public static Arbitrary<Key> keys() {
    return bytes().map(Key::new);
  }

  private static Arbitrary<Operation.Change> changes() {
    return Arbitraries.oneOf(
        sets(),
        Combinators.combine(keys(), conditions()).as(Operation.Delete::new),
        Combinators.combine(keys(), numbers()).as(Operation.Increment::new),
        Combinators.combine(keys(), bytes()).as(Operation.Append::new));
  }

  private static Arbitrary<Step> steps(Arbitrary<Operation.Batch> batches) {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    return Arbitraries.oneOf(
        keys().map(Step.Look::new),
        keys().map(Step.Peek::new),
        changes().map(Step.Make::new),
        batches.map(Step.Together::new),
        Combinators.combine(
                keys(),
                numbers().map(Duration::ofMillis).optional(),
                Arbitraries.of(Step.When.values()))
            .as(Step.Retime::new),
        Combinators.combine(keys(), Arbitraries.longs().greaterOrEqual(-1), bytes())
            .as(Step.Splice::new),
        Combinators.combine(keys(), Arbitraries.bigDecimals().filter(Step.AddDecimal::isWithin))
            .as(Step.AddDecimal::new),
        Combinators.combine(keys(), keys(), flag, flag).as(Step.Copy::new));
  }

  private static Arbitrary<Operation.Set> sets() {
    return Combinators.combine(keys(), bytes(), expiries(), conditions()).as(Operation.Set::new);
  }

  private static Arbitrary<Expiry> expiries() {
    return Arbitraries.oneOf(
        Arbitraries.of(Expiry.NEVER, Expiry.KEEP),
        counts()
            .filter(millis -> millis > 0)
            .map(millis -> new Expiry.After(Duration.ofMillis(millis))));
  }

  private static Arbitrary<Condition> conditions() {
    return Arbitraries.oneOf(
        Arbitraries.of(Condition.ALWAYS, Condition.ABSENT, Condition.PRESENT),
        revisions().map(Condition.AtRevision::new),
        bytes().map(Condition.Holds::new));
  }

  private static Arbitrary<Result> results() {
    Arbitrary<Result> flat = flatResults();
    return Arbitraries.oneOf(flat, flat.list().ofMaxSize(4).map(Result.Many::new));
  }

  public static Arbitrary<Result.Entry> entries() {
    return Combinators.combine(keys(), bytes(), revisions(), durations().optional())
        .as(Result.Entry::new);
  }

  private static Arbitrary<Result> flatResults() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    return Arbitraries.oneOf(
        Combinators.combine(bytes(), revisions(), durations().optional()).as(Result.Found::new),
        Arbitraries.just(new Result.Missing()),
        Combinators.combine(revisions(), flag).as(Result.Written::new),
        Combinators.combine(revisions(), flag).as(Result.Deleted::new),
        Combinators.combine(bytes(), revisions()).as(Result.Updated::new),
        Combinators.combine(entries().list().ofMaxSize(3), flag).as(Result.Page::new),
        counts().map(Result.Counted::new),
        refusals().map(Result.Failed::new));
  }

  private static Arbitrary<Assurance> assurances() {
    return Arbitraries.oneOf(
        Arbitraries.of(Ack.values()).map(Assurance.Acknowledged::new),
        Arbitraries.just(new Assurance.Linearizable()),
        durations().map(Assurance.Stale::new));
  }

  private static Arbitrary<Refusal> refusals() {
    return Arbitraries.oneOf(
        Combinators.combine(keys(), revisions()).as(Refusal.ConditionFailed::new),
        keys().map(Refusal.NotAnInteger::new),
        keys().map(Refusal.Overflow::new),
        Combinators.combine(texts(), numbers(), numbers()).as(Refusal.TooLarge::new),
        Arbitraries.just(new Refusal.CrossShard()),
        Combinators.combine(Arbitraries.of(Ack.values()), texts()).as(Refusal.AckUnavailable::new),
        texts().map(Refusal.Busy::new),
        texts().map(Refusal.Unavailable::new),
        texts().map(Refusal.Invalid::new));
  }

  private static Arbitrary<Status.Replica> replicas() {
    Arbitrary<Optional<NodeId>> node = nodeIds().optional();
    Arbitrary<Long> number = numbers();
    Arbitrary<Status.Role> role = Arbitraries.of(Status.Role.values());
    Arbitrary<List<Status.Peer>> peers = peers().list().ofMaxSize(3);
    return Combinators.combine(
            shards(),
            role,
            Arbitraries.of(Status.Recall.values()),
            node,
            node,
            number,
            number,
            peers)
        .as((shard, part, recall, voted, leader, a, b, others) ->
            new Status.Replica(shard, part, recall, a, voted, leader, b, a, b, a, others));
  }

  private static Arbitrary<Status.Peer> peers() {
    return Combinators.combine(nodeIds(), Arbitraries.of(true, false), numbers().optional())
        .as(Status.Peer::new);
  }

  private static Arbitrary<NodeId> nodeIds() {
    Arbitrary<String> name = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8);
    return Combinators.combine(name, numbers()).as(NodeId::new);
  }

  private static Arbitrary<Revision> revisions() {
    return counts().map(Revision::new);
  }

  private static Arbitrary<Long> counts() {
    return Arbitraries.oneOf(
        Arbitraries.of(0L, 1L, 127L, 128L, Long.MAX_VALUE), Arbitraries.longs().greaterOrEqual(0));
  }

  private static Arbitrary<Long> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE), Arbitraries.longs());
  }

  private static Arbitrary<Integer> shards() {
    return Arbitraries.integers().greaterOrEqual(0);
  }

  private static Arbitrary<Duration> durations() {
    return Combinators.combine(numbers(), Arbitraries.integers().between(0, 999_999_999))
        .as((seconds, nanos) -> Duration.ofSeconds(seconds, nanos));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().withCharRange(' ', '\u20AC').ofMaxLength(12);
  }
}

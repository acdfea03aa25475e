package dev.memdi.raft.wire;

import dev.memdi.api.Answers;
import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.NodeId;
import dev.memdi.api.NumberedRead;
import dev.memdi.api.codec.ApiArbitraries;
import dev.memdi.raft.CopyReader;
import dev.memdi.raft.ElectionCoordinator;
import dev.memdi.raft.RejectedBurst;
import dev.memdi.raft.Remote;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.ShardReplica;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Payload;
import dev.memdi.raft.core.Peer;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.pekko.actor.typed.ActorRef;

/** Messages of leader mode, of every kind and with awkward numbers among them. */
final class WireArbitraries {
  private final WireSystem system;

  WireArbitraries(WireSystem system) {
    this.system = system;
  }

  Arbitrary<Remote> remotes() {
    return Arbitraries.oneOf(fromPeer(), requests(), leadership(), birth());
  }

  private static Arbitrary<Remote> fromPeer() {
    return Combinators.combine(peers(), nodes(), numbers(), messages())
        .as(Replicator.FromPeer::new);
  }

  private static Arbitrary<Message> messages() {
    Arbitrary<Long> count = counts();
    Arbitrary<Long> number = numbers();
    Arbitrary<Integer> chunk = Arbitraries.integers().greaterOrEqual(0);
    Arbitrary<Log.Base> base =
        Combinators.combine(count, count, number, configurations()).as(Log.Base::new);
    return Arbitraries.oneOf(
        Combinators.combine(
                count, count, count, entries().list().ofMaxSize(4), count, number, number)
            .as(Message.Append::new),
        Combinators.combine(count, count, number).as(Message.Appended::new),
        Combinators.combine(count, count, count, count, number).as(Message.Rejected::new),
        Combinators.combine(count, base, chunk, chunk, ApiArbitraries.bytes(), number, number)
            .as(Message.ImageChunk::new),
        Combinators.combine(count, count, chunk, number).as(Message.ImageProgress::new),
        Combinators.combine(count, numbers()).as(Message.AskGoal::new),
        Combinators.combine(count, numbers(), count).as(Message.TellGoal::new),
        Combinators.combine(count, nodes()).as(Message.CampaignNow::new));
  }

  private static Arbitrary<Entry> entries() {
    Arbitrary<Payload> payload =
        Arbitraries.oneOf(
            Arbitraries.just(Payload.NO_OP),
            bursts().list().ofMaxSize(3).map(Payload.Commands::new),
            configurations().map(Payload.Reconfigure::new));
    return Combinators.combine(counts(), counts(), numbers(), payload).as(Entry::new);
  }

  private static Arbitrary<Burst> bursts() {
    return ApiArbitraries.bytes()
        .filter(bytes -> !bytes.isEmpty())
        .flatMap((Bytes bytes) ->
            Arbitraries.integers()
                .between(1, bytes.length())
                .map(count -> new Burst(count, bytes)));
  }

  private static Arbitrary<Configuration> configurations() {
    Arbitrary<Member> member = Combinators.combine(peers(), flags()).as(Member::new);
    return Combinators.combine(member.list().ofMaxSize(4), nodes().list().ofMaxSize(2))
        .as((members, barred) -> new Configuration(members, new TreeSet<>(barred)));
  }

  private static Arbitrary<Remote> birth() {
    Arbitrary<Birth.Ballot> ballot = Combinators.combine(counts(), nodes()).as(Birth.Ballot::new);
    Arbitrary<Birth.Founders> founders = peers().list().ofMaxSize(4).map(Birth.Founders::new);
    Arbitrary<Birth.Message> message =
        Arbitraries.oneOf(
            Combinators.combine(ballot, founders, peers()).as(Birth.Message.Canvass::new),
            Combinators.combine(ballot, nodes(), founders.list().ofMaxSize(2))
                .as(Birth.Message.Promise::new),
            Combinators.combine(ballot, ballot).as(Birth.Message.Outbid::new),
            Combinators.combine(ballot, founders).as(Birth.Message.Born::new),
            Combinators.combine(ballot, founders).as(Birth.Message.Declare::new));
    return Arbitraries.oneOf(
        Combinators.combine(nodes(), message).as(ShardReplica.AboutBirth::new),
        Combinators.combine(founders, peers(), nodes()).as(ShardReplica.Invite::new));
  }

  private static Arbitrary<OptionalLong> times() {
    return numbers()
        .optional()
        .map(time -> time.map(OptionalLong::of).orElse(OptionalLong.empty()));
  }

  private static Arbitrary<Remote> leadership() {
    Arbitrary<Candidacy> candidacy =
        Combinators.combine(nodes(), counts(), counts(), counts(), flags()).as(Candidacy::new);
    Arbitrary<RejectedBurst.Reason> reason =
        Arbitraries.oneOf(
            peers().optional().map(RejectedBurst.Reason.NotLeader::new),
            Arbitraries.just(new RejectedBurst.Reason.Busy()));
    return Arbitraries.oneOf(
        nodes().optional().map(Replicator.HandOver::new),
        Combinators.combine(peers(), nodes(), numbers(), candidacy, flags())
            .as(ElectionCoordinator.Ask::new),
        Combinators.combine(
                peers(),
                nodes(),
                numbers(),
                counts(),
                Arbitraries.integers().between(0, 7),
                counts(),
                times())
            .as((from, to, lineage, inTerm, flags, term, time) ->
                new ElectionCoordinator.Answer(
                    from,
                    to,
                    lineage,
                    inTerm,
                    (flags & 1) != 0,
                    (flags & 2) != 0,
                    (flags & 4) != 0,
                    term,
                    time)),
        Combinators.combine(Arbitraries.integers().greaterOrEqual(0), numbers(), reason)
            .as(RejectedBurst::new));
  }

  private Arbitrary<Remote> requests() {
    Arbitrary<NumberedRead> read =
        Combinators.combine(numbers(), ApiArbitraries.reads()).as(NumberedRead::new);
    Arbitrary<List<NumberedRead>> reads = read.list().ofMaxSize(4);
    Arbitrary<ActorRef<Answers>> replyTo = refs();
    Arbitrary<ActorRef<RejectedBurst>> rejectTo = refs();
    return Arbitraries.oneOf(
        Combinators.combine(numbers(), bursts(), numbers().list().ofMaxSize(4), replyTo, rejectTo)
            .as(Replicator.Write::new),
        Combinators.combine(numbers(), reads, replyTo, rejectTo).as(Replicator.Read::new),
        Combinators.combine(reads, replyTo).as(Replicator.ReadLocal::new),
        Combinators.combine(numbers(), this.<CopyReader.Told>refs(), rejectTo)
            .as(Replicator.OpenCopy::new),
        Combinators.combine(counts(), this.<CopyReader.Told>refs()).as(CopyReader.Pull::new),
        Arbitraries.just(new CopyReader.Close()),
        Combinators.combine(counts(), this.<CopyReader.Command>refs()).as(CopyReader.Opened::new),
        Combinators.combine(
                counts(), counts(), flags(), ApiArbitraries.entries().list().ofMaxSize(3))
            .as(CopyReader.Piece::new),
        Combinators.combine(ApiArbitraries.bytes(), counts(), this.<dev.memdi.api.Changes>refs())
            .as(ShardReplica.ReadChanges::new));
  }

  /** Of other nodes, more of them than are remembered, and of this one. */
  private <T> Arbitrary<ActorRef<T>> refs() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(0, 99).map(i -> system.distant("session-" + i)),
        Arbitraries.just(system.here()));
  }

  private static Arbitrary<Peer> peers() {
    Arbitrary<String> address = Arbitraries.strings().ascii().ofMaxLength(12);
    return Combinators.combine(nodes(), address).as(Peer::new);
  }

  private static Arbitrary<NodeId> nodes() {
    Arbitrary<String> name =
        Arbitraries.strings().withCharRange(' ', '\u20AC').ofMinLength(1).ofMaxLength(8);
    return Combinators.combine(name, numbers()).as(NodeId::new);
  }

  private static Arbitrary<Long> counts() {
    return Arbitraries.oneOf(
        Arbitraries.of(0L, 1L, 127L, 128L, Long.MAX_VALUE), Arbitraries.longs().greaterOrEqual(0));
  }

  private static Arbitrary<Long> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE), Arbitraries.longs());
  }

  private static Arbitrary<Boolean> flags() {
    return Arbitraries.of(true, false);
  }
}

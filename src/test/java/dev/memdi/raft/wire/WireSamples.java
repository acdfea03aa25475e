package dev.memdi.raft.wire;

import dev.memdi.api.Ack;
import dev.memdi.api.Answers;
import dev.memdi.api.Assurance;
import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Cause;
import dev.memdi.api.Changes;
import dev.memdi.api.Condition;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.NumberedRead;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.api.Revision;
import dev.memdi.api.Step;
import dev.memdi.api.codec.BurstEncoder;
import dev.memdi.cluster.Bulk;
import dev.memdi.raft.CopyReader;
import dev.memdi.raft.ElectionCoordinator;
import dev.memdi.raft.LogEvent;
import dev.memdi.raft.RejectedBurst;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.ShardReplica;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Durable;
import dev.memdi.raft.core.DurableState;
import dev.memdi.raft.core.Entry;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Payload;
import dev.memdi.raft.core.Peer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * One message of every kind, by a name that the golden bytes go by. Never changed, only added to.
 */
final class WireSamples {
  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", -2);
  private static final Peer PEER_A = new Peer(A, "10.0.0.1:25521");
  private static final Peer PEER_B = new Peer(B, "10.0.0.2:25521");
  private static final long LINEAGE = 0x0123456789ABCDEFL;
  private static final Configuration MEMBERS =
      new Configuration(
          List.of(Member.voter(PEER_A), Member.learner(PEER_B)),
          new TreeSet<>(List.of(new NodeId("c", 3))));
  private static final Birth.Founders FOUNDERS = new Birth.Founders(List.of(PEER_A, PEER_B));
  private static final Birth.Ballot BALLOT = new Birth.Ballot(7, A);

  private final Map<String, Object> samples = new LinkedHashMap<>();
  private final ActorRef<Answers> answersTo;
  private final ActorRef<RejectedBurst> rejectionsTo;
  private final ActorRef<Changes> changesTo;
  private final ActorRef<CopyReader.Told> copiesTo;
  private final ActorRef<CopyReader.Command> copiesFrom;

  private WireSamples(WireSystem system) {
    answersTo = system.distant("session-0/answers");
    rejectionsTo = system.distant("session-0/rejections");
    changesTo = system.distant("session-0/changes");
    copiesTo = system.distant("session-0/copies");
    copiesFrom = system.distant("shard-0/replicator/copies");
  }

  static Map<String, Object> all(WireSystem system) {
    WireSamples made = new WireSamples(system);
    made.replication();
    made.leadership();
    made.birth();
    made.requests();
    made.answers();
    made.log();
    return made.samples;
  }

  private static List<Entry> entries() {
    return List.of(
        new Entry(5, 101, 1_700_000_000_000L, Payload.NO_OP),
        new Entry(5, 102, 1_700_000_000_001L, new Payload.Commands(List.of(burst(), burst()))),
        new Entry(5, 106, -1, new Payload.Reconfigure(MEMBERS)));
  }

  private void replication() {
    fromPeer(
        "append", new Message.Append(5, 100, 4, entries(), 99, -123_456_789L, 1_700_000_000_002L));
    fromPeer("beat", new Message.Append(5, 106, 5, List.of(), 106, 1, 2));
    fromPeer("appended", new Message.Appended(5, 106, 123_456_789L));
    fromPeer("rejected", new Message.Rejected(5, 100, 90, 3, 123_456_789L));
    fromPeer(
        "image-chunk",
        new Message.ImageChunk(
            5, new Log.Base(80, 3, 1000, MEMBERS), 1, 3, Bytes.utf8("chunk"), 42, 43));
    fromPeer("image-progress", new Message.ImageProgress(5, 80, 2, 42));
    fromPeer("campaign-now", new Message.CampaignNow(5, B));
    fromPeer("ask-goal", new Message.AskGoal(5, 0x0123456789abcdefL));
    fromPeer("tell-goal", new Message.TellGoal(5, 0x0123456789abcdefL, 101));
  }

  private void fromPeer(String name, Message message) {
    samples.put(name, new Replicator.FromPeer(PEER_A, B, LINEAGE, message));
  }

  private void leadership() {
    samples.put("hand-over", new Replicator.HandOver(Optional.of(B)));
    samples.put("hand-over-to-anyone", new Replicator.HandOver(Optional.empty()));
    samples.put(
        "ask",
        new ElectionCoordinator.Ask(PEER_A, B, LINEAGE, new Candidacy(A, 6, 5, 106, false), true));
    samples.put(
        "answer",
        new ElectionCoordinator.Answer(
            PEER_B, A, LINEAGE, 6, true, false, true, 8, OptionalLong.empty()));
    samples.put(
        "answer-with-time",
        new ElectionCoordinator.Answer(
            PEER_B, A, LINEAGE, 6, true, true, true, 8, OptionalLong.of(-3)));
    samples.put(
        "forgetful-answer",
        new ElectionCoordinator.Answer(
            PEER_B, A, LINEAGE, 6, true, true, false, 8, OptionalLong.empty()));
    samples.put(
        "not-leader",
        new RejectedBurst(3, 9, new RejectedBurst.Reason.NotLeader(Optional.of(PEER_B))));
    samples.put(
        "no-leader", new RejectedBurst(3, 9, new RejectedBurst.Reason.NotLeader(Optional.empty())));
    samples.put("busy", new RejectedBurst(3, 10, new RejectedBurst.Reason.Busy()));
  }

  private void birth() {
    aboutBirth("canvass", new Birth.Message.Canvass(BALLOT, FOUNDERS, PEER_A));
    aboutBirth("promise", new Birth.Message.Promise(BALLOT, B, List.of(FOUNDERS)));
    aboutBirth("outbid", new Birth.Message.Outbid(BALLOT, new Birth.Ballot(8, B)));
    aboutBirth("born", new Birth.Message.Born(BALLOT, FOUNDERS));
    aboutBirth("declare", new Birth.Message.Declare(BALLOT, FOUNDERS));
    aboutBirth("blank", new Birth.Message.Blank(PEER_A));
    samples.put("invite", new ShardReplica.Invite(FOUNDERS, PEER_A, B));
    samples.put("dismiss", new ShardReplica.Dismiss(B, LINEAGE, 5));
    samples.put("ask-if-needed", new ShardReplica.AskIfNeeded(PEER_A, B));
    samples.put("not-needed", new ShardReplica.NotNeeded(B));
  }

  private void log() {
    Durable.Founded founded = new Durable.Founded(A, FOUNDERS, true);
    logEvent("founded", founded);
    logEvent("taken-in", new Durable.Founded(A, FOUNDERS, false));
    logEvent("discarded", new Durable.Discarded());
    logEvent("exposed", new Durable.Exposed());
    logEvent("settled", new Durable.Settled());
    logEvent("term", new Durable.TermAdvanced(7, Optional.empty()));
    logEvent("vote", new Durable.TermAdvanced(7, Optional.of(B)));
    logEvent("entries", new Durable.EntriesAppended(entries()));
    logEvent("tail-removed", new Durable.TailRemoved(101));
    logEvent("image-installed", new Durable.ImageInstalled(new Log.Base(80, 3, 1000, MEMBERS)));
    samples.put("blank-state", DurableState.BLANK);
    samples.put("state", state(founded, false));
    samples.put("exposed-state", state(founded, true));
  }

  private static DurableState state(Durable.Founded founded, boolean exposed) {
    Log log = Log.startingAt(new Log.Base(entries().getFirst().first() - 1, 3, 1000, MEMBERS));
    for (Entry entry : entries()) {
      log = log.append(entry);
    }
    return new DurableState(Optional.of(founded), false, 7, Optional.of(B), log, exposed);
  }

  private void logEvent(String name, Durable change) {
    samples.put("log-" + name, LogEvent.of(change));
  }

  private void aboutBirth(String name, Birth.Message message) {
    samples.put(name, new ShardReplica.AboutBirth(B, message));
  }

  private void requests() {
    samples.put("write", new Replicator.Write(11, burst(), List.of(), answersTo, rejectionsTo));
    samples.put(
        "write-ack-leader",
        new Replicator.Write(12, burst(), List.of(20L, 21L), answersTo, rejectionsTo));
    samples.put(
        "write-steps", new Replicator.Write(14, stepsBurst(), List.of(), answersTo, rejectionsTo));
    List<NumberedRead> reads =
        List.of(
            new NumberedRead(30, new Operation.Get(Key.utf8("k"))),
            new NumberedRead(31, new Operation.Scan(Bytes.utf8("p"), Optional.empty(), 10)));
    samples.put("read", new Replicator.Read(13, reads, answersTo, rejectionsTo));
    samples.put("open-copy", new Replicator.OpenCopy(14, copiesTo, rejectionsTo));
    samples.put("pull-copy", new CopyReader.Pull(128, copiesTo));
    samples.put("close-copy", new CopyReader.Close());
    samples.put("read-local", new Replicator.ReadLocal(reads, answersTo));
    samples.put("read-changes", new ShardReplica.ReadChanges(Bytes.utf8("p"), 50, changesTo));
  }

  private void answers() {
    Answers answers =
        new Answers(
            3,
            List.of(
                new Answers.Answer(
                    20,
                    new Outcome.Done(
                        new Result.Written(new Revision(102), true),
                        new Assurance.Acknowledged(Ack.QUORUM))),
                new Answers.Answer(
                    30,
                    new Outcome.Done(
                        new Result.Found(
                            Bytes.utf8("v"),
                            new Revision(102),
                            Optional.of(Duration.ofMillis(1500))),
                        new Assurance.Linearizable())),
                new Answers.Answer(
                    31, new Outcome.Refused(new Refusal.NotAnInteger(Key.utf8("k"))))));
    samples.put("answers", answers);
    samples.put(
        "answers-to-steps",
        new Answers(
            3,
            List.of(
                new Answers.Answer(
                    22,
                    new Outcome.Done(
                        new Result.Many(
                            List.of(
                                new Result.Counted(3),
                                new Result.Failed(new Refusal.Overflow(Key.utf8("k"))))),
                        new Assurance.Acknowledged(Ack.QUORUM))))));
    samples.put(
        "changes",
        new Changes(
            3,
            50,
            103,
            true,
            List.of(
                new Changes.Event(
                    Key.utf8("k"), new Revision(101), Optional.of(Bytes.utf8("v")), List.of()),
                new Changes.Event(Key.utf8("k"), new Revision(102), Optional.empty(), List.of()))));
    samples.put(
        "changes-with-causes",
        new Changes(
            15,
            100,
            105,
            false,
            List.of(
                new Changes.Event(
                    Key.utf8("k"),
                    new Revision(101),
                    Optional.of(Bytes.utf8("v")),
                    List.of(Cause.EXPIRED, Cause.SET)),
                new Changes.Event(
                    Key.utf8("k"), new Revision(102), Optional.empty(), List.of(Cause.DELETE)))));
    samples.put("copy-opened", new CopyReader.Opened(103, copiesFrom));
    samples.put(
        "copy-piece",
        new CopyReader.Piece(
            128,
            130,
            true,
            List.of(
                new Result.Entry(
                    Key.utf8("k"), Bytes.utf8("v"), new Revision(102), Optional.empty()),
                new Result.Entry(
                    Key.utf8("l"),
                    Bytes.EMPTY,
                    new Revision(103),
                    Optional.of(Duration.ofMillis(1500))))));
    samples.put("parcel", new Bulk.Parcel<>(answersTo, answers));
  }

  private static Burst stepsBurst() {
    Key key = Key.utf8("k");
    Key to = Key.utf8("to");
    BurstEncoder encoder = new BurstEncoder(77);
    encoder.add(
        22,
        new Operation.Steps(
            List.of(new Operation.Check(key, Condition.PRESENT)),
            List.of(
                new Step.Look(key),
                new Step.Peek(key),
                new Step.Make(new Operation.Increment(key, 5)),
                new Step.Together(
                    new Operation.Batch(
                        List.of(new Operation.Check(to, Condition.ABSENT)),
                        List.of(Operation.Set.of(to, Bytes.utf8("v"))))),
                new Step.Retime(key, Optional.of(Duration.ofMillis(1500)), Step.When.LATER),
                new Step.Retime(key, Optional.empty(), Step.When.SOME),
                new Step.Splice(key, Step.Splice.END, Bytes.utf8("tail")),
                new Step.AddDecimal(key, new BigDecimal("-10.25")),
                new Step.Copy(key, to, true, false))));
    return encoder.build(19);
  }

  private static Burst burst() {
    BurstEncoder encoder = new BurstEncoder(77);
    encoder.add(20, Operation.Set.of(Key.utf8("k"), Bytes.utf8("v")));
    encoder.add(21, Operation.Delete.of(Key.utf8("k")));
    return encoder.build(19);
  }
}

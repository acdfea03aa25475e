package dev.memdi.raft;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Candidacy;
import dev.memdi.raft.core.Effect;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.Peer;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.store.Image;
import dev.memdi.store.Store;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;

/** Does what a replica's core decided: tells the family, the peers and the store. */
final class Performer {
  private final Surroundings surroundings;
  private final int shard;
  private final long lineage;
  private final Peer self;
  private final ReplicaRefs refs;
  private final Family family;
  private final AddressBook addresses;
  private final WriteQueue writes;
  private final ReadQueue reads;
  private final LeaderNews news;
  private final Applier applier;
  private final ImageTransfer images;
  private final ActorRef<Image> capturedTo;
  private final Logger log;
  private Optional<Image> installed = Optional.empty();
  private boolean established;

  Performer(
      Surroundings surroundings,
      int shard,
      Birth.Founders founders,
      Peer self,
      ReplicaRefs refs,
      Family family,
      WriteQueue writes,
      ReadQueue reads,
      ActorRef<Image> capturedTo,
      Logger log) {
    this.surroundings = surroundings;
    this.shard = shard;
    this.lineage = founders.lineage();
    this.self = self;
    this.refs = refs;
    this.family = family;
    this.addresses = new AddressBook(founders);
    this.writes = writes;
    this.reads = reads;
    this.news = new LeaderNews(shard, surroundings, self, family);
    this.applier = new Applier(family.store(), writes);
    this.images = new ImageTransfer(shard);
    this.capturedTo = capturedTo;
    this.log = log;
  }

  AddressBook addresses() {
    return addresses;
  }

  LeaderNews news() {
    return news;
  }

  /** The index up to which the store was given what is committed. */
  long handedOver() {
    return applier.handedOver();
  }

  ReadPermit readPermit(RaftCore core) {
    return ReadPermit.of(core, news.heardAt(), surroundings.clock().nanos());
  }

  /** Says how the replica stands now, before anything comes of it, to those who read by it. */
  void permitReads(RaftCore core) {
    family.reads().permit(readPermit(core));
  }

  /**
   * @param core the replica as it is now
   */
  void act(Effect effect, RaftCore core) {
    switch (effect) {
      case Effect.Send send -> send(send.to(), send.message());
      case Effect.Commit commit -> {
        applier.apply(core.log(), commit.index());
        noteIfEstablished(core);
      }
      case Effect.ServeReads serve ->
          reads.serve(serve.tokens(), family.store(), core.shardTime(surroundings.clock().nanos()));
      case Effect.DropReads drop -> reads.drop(drop.tokens(), number -> rejection(number, core));
      case Effect.TookOffice office -> {
        log.info("shard {}: leads in term {}", shard, office.term());
        if (office.lossy()) {
          log.error(
              "shard {}: goes on from the longest log that was left, up to index {}: writes that"
                  + " were acknowledged after it are lost",
              shard,
              core.log().lastIndex() - 1);
        }
        family.store().tell(new Store.Lead(office.clockOffsetMillis()));
        family.heartbeats().tell(new HeartbeatMonitor.Lead());
        family.elections().tell(new ElectionCoordinator.LeaderHeard());
      }
      case Effect.LeftOffice left -> {
        log.info("shard {}: leads no more (term {})", shard, left.term());
        family.store().tell(new Store.Follow());
        family.heartbeats().tell(new HeartbeatMonitor.Follow());
        writes.dropRequesters();
      }
      case Effect.HeardLeader heard -> news.heard(heard.leader(), surroundings.clock().nanos());
      case Effect.Answer answer -> answer(answer);
      case Effect.TermBegun begun ->
          family
              .elections()
              .tell(
                  new ElectionCoordinator.TermBegun(
                      begun.candidacy(), core.remembers(), addresses.locate(core.configuration())));
      case Effect.Campaign campaign ->
          family.elections().tell(new ElectionCoordinator.CampaignNow(campaign.term()));
      case Effect.CaptureImage capture -> family.store().tell(new Store.Capture(capturedTo));
      case Effect.KeepChunk keep -> images.keep(keep.message());
      case Effect.InstallImage install -> {
        Image image = images.assembled();
        install(image);
        installed = Optional.of(image);
      }
      case Effect.Reconfigured changed -> {
        changed.configuration().members().forEach(member -> addresses.introduce(member.peer()));
        log.info("shard {}: members {}", shard, changed.configuration().members());
      }
      case Effect.Departed departed -> log.info("shard {}: removed from its members", shard);
    }
  }

  /**
   * A voter whose seat is committed lacks nothing: its leader, whom others than it elected, had all
   * that was committed before, and promoted it when it had caught up.
   */
  private void noteIfEstablished(RaftCore core) {
    if (!established
        && core.commit() >= core.log().configurationIndex()
        && core.configuration().isVoter(core.self())) {
      established = true;
      family.established().run();
    }
  }

  /** The store takes this over; what is committed after it comes next. */
  void install(Image image) {
    family.store().tell(new Store.Install(image));
    applier.installed(image.index());
  }

  /** The image that was installed since this was last asked, for whoever keeps it on disk. */
  Optional<Image> takeInstalled() {
    Optional<Image> taken = installed;
    installed = Optional.empty();
    return taken;
  }

  private void answer(Effect.Answer answer) {
    addresses
        .peer(answer.candidacy().candidate())
        .ifPresent(candidate ->
            family
                .elections()
                .tell(
                    new ElectionCoordinator.Considered(
                        candidate,
                        answer.candidacy(),
                        answer.canvass(),
                        answer.granted(),
                        answer.remembers(),
                        answer.term(),
                        answer.shardTime())));
  }

  /** Says with what this replica would stand in an election now. */
  void describeStanding(RaftCore core) {
    Candidacy standing =
        new Candidacy(
            core.self(), core.term() + 1, core.log().lastTerm(), core.log().lastIndex(), false);
    family
        .elections()
        .tell(
            new ElectionCoordinator.Standing(
                standing, core.remembers(), addresses.locate(core.configuration())));
  }

  private void send(NodeId to, Message message) {
    Message whole = message instanceof Message.ImageChunk chunk ? images.fill(chunk) : message;
    addresses
        .peer(to)
        .ifPresent(peer ->
            surroundings
                .post()
                .send(
                    refs.replicator(peer),
                    new Replicator.FromPeer(self, to, lineage, whole),
                    MessageSize.of(whole)));
  }

  /** Of what a captured image holds, some is compacted away by now. */
  void tooOld(Image image) {
    log.debug("shard {}: snapshot at {} is too old", shard, image.index());
  }

  /** Keeps an image for followers that lack what is compacted away. */
  void offer(Log.Base base, Image image) {
    images.offer(base, image);
  }

  void releaseImageUnless(RaftCore core) {
    images.releaseUnless(core);
  }

  RejectedBurst rejection(long number, RaftCore core) {
    return new RejectedBurst(
        shard,
        number,
        new RejectedBurst.Reason.NotLeader(
            core.leader().filter(id -> !id.equals(core.self())).flatMap(addresses::peer)));
  }

  /** Tells nodes that their replicas were removed. */
  void dismiss(List<Peer> nodes, long term) {
    for (Peer node : nodes) {
      refs.replica(node).tell(new ShardReplica.Dismiss(node.id(), lineage, term));
    }
  }

  /** Tells a node that what it set aside is not needed. */
  void tellNotNeeded(Peer node) {
    refs.replica(node).tell(new ShardReplica.NotNeeded(node.id()));
  }

  /** Members that have never answered may not know of the shard yet. */
  void invite(List<Peer> uninvited, Birth.Founders founders) {
    for (Peer peer : uninvited) {
      refs.replica(peer).tell(new ShardReplica.Invite(founders, self, peer.id()));
    }
  }
}

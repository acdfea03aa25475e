package dev.memdi.raft.core;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a shard is born once: a replica that holds no state of it canvasses every node it sees for a
 * set of first voters; each that is blank too promises not to be born under an earlier ballot and
 * tells for which sets it has promised before; one that holds any state says so and thereby vetoes.
 * When all promised, and no majority of an earlier set can have been born, the set is declared.
 * (Paxos' first phase, with the whole set for a quorum.)
 *
 * <pre>
 *   proposer ── Canvass(ballot, voters) ──► every node in view
 *            ◄─ Promise(ballot, earlier) | Born(founders) ──
 *            ── Declare(ballot, voters) ──► each voter: born, unless it promised a later ballot
 * </pre>
 *
 * <p>After a veto the proposer canvasses for the founders that it was told of, so that those of
 * them who never heard their declaration do; now it need not wait for everyone, but declares them
 * to nobody whose promise it has not seen.
 *
 * <p>A shard's founders name it: messages of a shard with other founders are not listened to. So
 * two births could only both live if a majority of each founders' set was born in it; a node is
 * born once, and whoever is born has told its proposer of every other set that it promised, of
 * which a majority then promised the later ballot (and so can't be born under the earlier) or is an
 * incarnation known to be dead.
 *
 * @param promised the highest ballot promised
 * @param earlier the sets promised so far
 * @param attempt the own canvass under way
 */
public record Birth(Peer self, Ballot promised, List<Founders> earlier, Optional<Attempt> attempt) {

  public static Birth blank(Peer self) {
    return new Birth(self, new Ballot(0, self.id()), List.of(), Optional.empty());
  }

  /** Orders canvasses; ties by the proposer. */
  public record Ballot(long round, NodeId proposer) implements Comparable<Ballot> {
    @Override
    public int compareTo(Ballot other) {
      return Comparator.comparingLong(Ballot::round)
          .thenComparing(Ballot::proposer)
          .compare(this, other);
    }
  }

  /** A shard's first voters; who they are is the shard's lineage. */
  public record Founders(List<Peer> peers) {
    public Founders {
      peers = peers.stream().sorted(Comparator.comparing(Peer::id)).toList();
    }

    public boolean include(NodeId id) {
      return peers.stream().anyMatch(p -> p.id().equals(id));
    }

    public Configuration configuration() {
      return Configuration.of(peers.stream().map(Member::voter).toList());
    }

    /** The same for the same founders, and practically never for others. */
    public long lineage() {
      long hash = 1125899906842597L;
      for (Peer peer : peers) {
        for (char c : peer.id().name().toCharArray()) {
          hash = 31 * hash + c;
        }
        hash = Long.rotateLeft(hash ^ peer.id().incarnation(), 17) * 0x9E3779B97F4A7C15L;
      }
      return hash;
    }
  }

  /**
   * A canvass under way: who was asked, and what was answered.
   *
   * @param exist somebody holds state of the shard of these founders
   */
  public record Attempt(
      Ballot ballot,
      Founders founders,
      List<Peer> asked,
      SortedMap<NodeId, List<Founders>> promises,
      boolean exist) {

    private boolean promisedByEveryone() {
      return asked.stream().allMatch(peer -> promises.containsKey(peer.id()));
    }

    private Attempt existing() {
      return new Attempt(ballot, founders, asked, promises, true);
    }

    private Attempt promisedBy(NodeId from, List<Founders> earlier) {
      SortedMap<NodeId, List<Founders>> more = new TreeMap<>(promises);
      more.put(from, earlier);
      return new Attempt(ballot, founders, asked, more, exist);
    }
  }

  public sealed interface Message {
    record Canvass(Ballot ballot, Founders founders, Peer from) implements Message {}

    record Promise(Ballot ballot, NodeId from, List<Founders> earlier) implements Message {}

    /** The ballot was too low; {@code promised} is what it must beat. */
    record Outbid(Ballot ballot, Ballot promised) implements Message {}

    /** The sender holds state of the shard that these founded. */
    record Born(Ballot ballot, Founders founders) implements Message {}

    record Declare(Ballot ballot, Founders founders) implements Message {}

    /**
     * The sender holds nothing of the shard, and would be a member if the shard has members. Where
     * replicas outlive their processes, only the replica itself can say so.
     */
    record Blank(Peer from) implements Message {}
  }

  /** What a blank replica does about it. */
  public record Reaction(Birth next, List<Send> sends, Optional<Founders> born) {
    static Reaction nothing(Birth birth) {
      return new Reaction(birth, List.of(), Optional.empty());
    }
  }

  public record Send(Peer to, Message message) {}

  /**
   * Canvasses anew if this node sees at least {@code expect} nodes, reaches every one, and is
   * either the first of them by name or has promised before: whom it promised may have been born
   * without it. Called from time to time until there is a birth.
   */
  public Reaction canvass(ClusterView view, int expect) {
    boolean all =
        view.nodes().size() >= expect
            && view.nodes().stream().allMatch(ClusterView.Node::reachable)
            && (view.nodes().getFirst().id().equals(self.id()) || !earlier.isEmpty());
    if (!all) {
      return Reaction.nothing(this);
    }
    List<Peer> seen = view.nodes().stream().map(n -> new Peer(n.id(), n.address())).toList();
    return ask(new Founders(seen.subList(0, expect)), seen, false);
  }

  /**
   * Under a ballot of its own: a ballot never stands for two sets, so it binds the proposer at
   * once.
   */
  private Reaction ask(Founders founders, List<Peer> asked, boolean exist) {
    Ballot ballot = new Ballot(promised.round() + 1, self.id());
    Attempt next = new Attempt(ballot, founders, asked, new TreeMap<>(), exist);
    List<Send> sends = new ArrayList<>();
    for (Peer peer : asked) {
      sends.add(new Send(peer, new Message.Canvass(ballot, founders, self)));
    }
    return new Reaction(
        new Birth(self, ballot, earlier, Optional.of(next)), sends, Optional.empty());
  }

  public Reaction receive(Message message, ClusterView view) {
    return switch (message) {
      case Message.Canvass canvass -> promise(canvass);
      case Message.Promise promise -> collect(promise, view);
      case Message.Outbid outbid -> outbid(outbid);
      case Message.Born born -> adopt(born, view);
      case Message.Declare declare -> declared(declare);
      case Message.Blank blank -> Reaction.nothing(this);
    };
  }

  private Reaction promise(Message.Canvass canvass) {
    if (canvass.ballot().compareTo(promised) < 0) {
      return new Reaction(
          this,
          List.of(new Send(canvass.from(), new Message.Outbid(canvass.ballot(), promised))),
          Optional.empty());
    }
    List<Founders> known = new ArrayList<>(earlier);
    if (!known.contains(canvass.founders())) {
      known.add(canvass.founders());
    }
    Message promise = new Message.Promise(canvass.ballot(), self.id(), earlier);
    return new Reaction(
        new Birth(self, canvass.ballot(), known, attempt),
        List.of(new Send(canvass.from(), promise)),
        Optional.empty());
  }

  private Reaction collect(Message.Promise promise, ClusterView view) {
    return current(promise.ballot())
        .map(asking -> declare(asking.promisedBy(promise.from(), promise.earlier()), view))
        .orElse(Reaction.nothing(this));
  }

  private Optional<Attempt> current(Ballot ballot) {
    return attempt.filter(asking -> asking.ballot().equals(ballot));
  }

  /** Declares the founders, if that may be, to those of them who promised. */
  private Reaction declare(Attempt next, ClusterView view) {
    List<Send> sends = new ArrayList<>();
    boolean answered = next.exist() || next.promisedByEveryone();
    if (answered && supersedesAllEarlier(next, view)) {
      for (Peer founder : next.founders().peers()) {
        if (next.promises().containsKey(founder.id())) {
          sends.add(new Send(founder, new Message.Declare(next.ballot(), next.founders())));
        }
      }
    }
    return new Reaction(
        new Birth(self, promised, earlier, Optional.of(next)), sends, Optional.empty());
  }

  /** No set promised before can be born by a majority any more. */
  private static boolean supersedesAllEarlier(Attempt attempt, ClusterView view) {
    for (List<Founders> known : attempt.promises().values()) {
      for (Founders founders : known) {
        SortedSet<NodeId> out = new TreeSet<>();
        for (Peer peer : founders.peers()) {
          boolean dead = view.node(peer.id()).isEmpty() && view.named(peer.id().name()).isPresent();
          if (dead || attempt.promises().containsKey(peer.id())) {
            out.add(peer.id());
          }
        }
        if (!founders.equals(attempt.founders()) && out.size() <= founders.peers().size() / 2) {
          return false;
        }
      }
    }
    return true;
  }

  private Reaction outbid(Message.Outbid outbid) {
    if (current(outbid.ballot()).isEmpty()) {
      return Reaction.nothing(this);
    }
    Ballot atLeast =
        outbid.promised().compareTo(promised) > 0
            ? new Ballot(outbid.promised().round(), promised.proposer())
            : promised;
    return Reaction.nothing(new Birth(self, atLeast, earlier, Optional.empty()));
  }

  /** The shard exists: its founders are asked for again, for the sake of those who may not know. */
  private Reaction adopt(Message.Born born, ClusterView view) {
    Optional<Attempt> asking = current(born.ballot());
    if (asking.isPresent() && asking.get().founders().equals(born.founders())) {
      return declare(asking.get().existing(), view);
    }
    return asking.isPresent() && !asking.get().exist()
        ? ask(born.founders(), asking.get().asked(), true)
        : Reaction.nothing(this);
  }

  private Reaction declared(Message.Declare declare) {
    boolean mine =
        declare.founders().include(self.id()) && declare.ballot().compareTo(promised) >= 0;
    return mine
        ? new Reaction(this, List.of(), Optional.of(declare.founders()))
        : Reaction.nothing(this);
  }
}

package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The properties of Raft (paper, figure 3) and what memdi adds to them, as they are checked. */
final class Invariants {
  private Invariants() {}

  /** Election Safety. */
  static final class OneLeaderPerTerm implements Invariant {
    private final Map<Long, NodeId> leaders = new HashMap<>();

    @Override
    public void acting(Host host, Effect effect) {
      if (effect instanceof Effect.TookOffice office) {
        NodeId leader = leaders.putIfAbsent(office.term(), host.id);
        Invariant.require(
            leader == null, this, "%s and %s in term %d", leader, host.id, office.term());
      }
    }
  }

  static final class VotesOncePerTerm implements Invariant {
    private record Ballot(NodeId voter, long term) {}

    private final Map<Ballot, NodeId> votes = new HashMap<>();

    @Override
    public void acting(Host host, Effect effect) {
      if (effect instanceof Effect.Answer answer && answer.granted() && !answer.canvass()) {
        note(host, answer.candidacy());
      } else if (effect instanceof Effect.TermBegun begun) {
        note(host, begun.candidacy());
      }
    }

    private void note(Host host, Candidacy candidacy) {
      Ballot ballot = new Ballot(host.id, candidacy.term());
      NodeId candidate = votes.putIfAbsent(ballot, candidacy.candidate());
      Invariant.require(
          candidate == null || candidate.equals(candidacy.candidate()),
          this,
          "%s for %s and %s",
          ballot,
          candidate,
          candidacy.candidate());
    }
  }

  /** An index and a term name one entry, and one entry before it. */
  static final class LogMatching implements Invariant {
    private record Position(long index, long term) {}

    private record Content(Entry entry, long termBefore) {}

    private final Map<Position, Content> contents = new HashMap<>();

    @Override
    public void stepped(Host host, RaftCore before, Input input, Step step) {
      Log log = step.next().log();
      for (Durable durable : step.persist()) {
        if (durable instanceof Durable.EntriesAppended appended) {
          for (Entry entry : appended.entries()) {
            if (entry.first() > log.baseIndex()) {
              note(host, entry, log.termAt(entry.first() - 1));
            }
          }
        }
      }
    }

    private void note(Host host, Entry entry, long termBefore) {
      Position position = new Position(entry.last(), entry.term());
      Content content = new Content(entry, termBefore);
      Content known = contents.putIfAbsent(position, content);
      Invariant.require(
          known == null || known.equals(content),
          this,
          "%s has %s, others have %s",
          host.id,
          content,
          known);
    }
  }

  /** What was committed in earlier terms is in the log of every leader. */
  static final class LeaderCompleteness implements Invariant {
    private final Committed committed;

    LeaderCompleteness(Committed committed) {
      this.committed = committed;
    }

    @Override
    public void acting(Host host, Effect effect) {
      if (effect instanceof Effect.TookOffice office) {
        Log log = host.core().log();
        for (Committed.Fact fact : committed.after(log.baseIndex()).values()) {
          Entry entry = fact.entry();
          Invariant.require(
              fact.inTerm() >= office.term()
                  || (log.holds(entry.last()) && log.termAt(entry.last()) == entry.term()),
              this,
              "%s leads term %d without %s",
              host.id,
              office.term(),
              entry);
        }
      }
    }
  }

  /** A commit index never goes back, and what is below it never changes. */
  static final class CommittedNeverLost implements Invariant {
    private final Committed committed;

    CommittedNeverLost(Committed committed) {
      this.committed = committed;
    }

    @Override
    public void stepped(Host host, RaftCore before, Input input, Step step) {
      RaftCore next = step.next();
      Log log = next.log();
      Invariant.require(
          next.commit() >= before.commit() && next.commit() <= log.lastIndex(),
          this,
          "%s: commit index %d, then %d of %s",
          host.id,
          before.commit(),
          next.commit(),
          log);
      var fact = committed.upTo(next.commit()).lastEntry();
      Invariant.require(
          fact == null
              || !log.holds(fact.getKey())
              || log.termAt(fact.getKey()) == fact.getValue().entry().term(),
          this,
          "%s holds another entry than %s",
          host.id,
          fact);
    }
  }

  /** State machines that have applied as much are in the same state. */
  static final class StateMachineSafety implements Invariant {
    private final Map<Long, Long> digests = new HashMap<>();

    @Override
    public void applied(Host host, List<Machine.State> states) {
      for (Machine.State state : states) {
        Long digest = digests.putIfAbsent(state.index(), state.digest());
        Invariant.require(
            digest == null || digest == state.digest(), this, "%s at %s", host.id, state);
      }
    }
  }

  /** The members as of a committed index are the same for all. */
  static final class ConfigurationsAgree implements Invariant {
    private final Map<Long, Configuration> configurations = new HashMap<>();

    @Override
    public void applied(Host host, List<Machine.State> states) {
      for (Machine.State state : states) {
        Configuration here = host.core().log().baseAt(state.index()).configuration();
        if (!here.equals(Configuration.NONE)) { // a learner does not know the first ones
          Configuration known = configurations.putIfAbsent(state.index(), here);
          Invariant.require(
              known == null || known.equals(here),
              this,
              "%s has %s at %d, others have %s",
              host.id,
              here,
              state.index(),
              known);
        }
      }
    }
  }

  /** Nobody takes a later office while another may serve reads without asking, by true time. */
  static final class LeasesNeverOverlap implements Invariant {
    private final Collection<Host> hosts;

    LeasesNeverOverlap(Collection<Host> hosts) {
      this.hosts = hosts;
    }

    @Override
    public void acting(Host host, Effect effect) {
      if (effect instanceof Effect.TookOffice office) {
        Optional<NodeId> other =
            hosts.stream()
                .filter(h -> h.core().term() < office.term() && holdsLease(h.core(), h.now()))
                .map(h -> h.id)
                .findAny();
        Invariant.require(
            other.isEmpty(), this, "%s took office under the lease of %s", host.id, other);
      }
    }

    private static boolean holdsLease(RaftCore core, long now) {
      return core.role() instanceof Role.Leader leader
          && core.rules().mayServeReads(core.commit(), leader.firstIndex())
          && core.rules()
              .holdsLease(
                  now,
                  new Draft(core, now).majorityConfirmedAt(),
                  core.parameters(),
                  leader.leaseForfeited());
    }
  }

  /** A read sees everything that anybody knew to be committed when it was asked. */
  static final class ReadsSeeWhatWasCommitted implements Invariant {
    private final Committed committed;
    private final Map<Long, Long> atLeast = new HashMap<>();

    ReadsSeeWhatWasCommitted(Committed committed) {
      this.committed = committed;
    }

    @Override
    public void stepped(Host host, RaftCore before, Input input, Step step) {
      if (input instanceof Input.Read read) {
        atLeast.put(read.token(), committed.lastIndex());
      }
      for (Effect effect : step.now()) {
        if (effect instanceof Effect.ServeReads serve) {
          for (long token : serve.tokens()) {
            Invariant.require(
                step.next().commit() >= atLeast.getOrDefault(token, 0L),
                this,
                "%s serves a read at %d, but %d was committed",
                host.id,
                step.next().commit(),
                atLeast.get(token));
          }
        }
      }
    }
  }
}

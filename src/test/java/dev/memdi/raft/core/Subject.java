package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One replica, told one thing at a time; {@link #last} is what came of it. */
final class Subject {
  RaftCore core;
  Step last;
  long now = Given.ms(1_000);

  private Subject(RaftCore core) {
    this.core = core;
    this.last = new Step(core, List.of(), List.of(), List.of());
  }

  static Subject blank(String self, Configuration configuration) {
    return new Subject(
        RaftCore.blank(
            Given.id(self), Given.PARAMETERS, SafetyRules.RAFT, configuration, 0, 1_000_000));
  }

  /** {@code a}, a voter of a, b and c that has taken part in nothing. */
  static Subject ofThree() {
    return blank("a", Given.voters("a", "b", "c"));
  }

  /** {@code a}, a follower of nobody in {@code term}, with entries of these terms. */
  static Subject follower(long term, long... logTerms) {
    return ofThree().in(term).with(Given.entries(1, logTerms));
  }

  Subject in(long term) {
    return with(term, Optional.empty(), core.log(), core.commit(), Role.Follower.OF_NOBODY);
  }

  Subject with(List<Entry> entries) {
    Log log = core.log();
    for (Entry entry : entries) {
      log = log.append(entry);
    }
    return with(core.term(), core.vote(), log, core.commit(), core.role());
  }

  Subject withLog(Log log) {
    return with(
        core.term(), core.vote(), log, Math.max(core.commit(), log.baseIndex()), core.role());
  }

  Subject withCommit(long commit) {
    return with(core.term(), core.vote(), core.log(), commit, core.role());
  }

  Subject with(Parameters parameters) {
    core =
        new RaftCore(
            core.self(),
            parameters,
            core.rules(),
            core.term(),
            core.vote(),
            core.log(),
            core.commit(),
            core.role(),
            core.answeredLeaderAt(),
            core.clock(),
            core.recall());
    return this;
  }

  private Subject with(long term, Optional<NodeId> vote, Log log, long commit, Role role) {
    core =
        new RaftCore(
            core.self(),
            core.parameters(),
            core.rules(),
            term,
            vote,
            log,
            commit,
            role,
            core.answeredLeaderAt(),
            core.clock(),
            core.recall());
    return this;
  }

  /** Takes office in the next term with the votes of these; its no-op is durable. */
  Subject elected(String... supporters) {
    tell(new Input.BeginTerm(core.term(), false));
    takeOffice(supporters);
    return persisted();
  }

  Step takeOffice(String... supporters) {
    return tell(new Input.TakeOffice(core.term(), ids(supporters)));
  }

  /** A leader of these and itself in whose term something is committed. */
  static Subject leader(String... others) {
    String[] all = Stream.concat(Stream.of("a"), Stream.of(others)).toArray(String[]::new);
    Subject subject = blank("a", Given.voters(all)).elected(others);
    for (String other : others) {
      subject.acknowledged(other);
    }
    return subject;
  }

  static List<NodeId> ids(String... texts) {
    return Arrays.stream(texts).map(Given::id).toList();
  }

  Step tell(Input input) {
    last = core.step(now, input);
    core = last.next();
    return last;
  }

  Step hear(String from, Message message) {
    return tell(new Input.Received(Given.id(from), message));
  }

  /** Everything in the own log is durable. */
  Subject persisted() {
    tell(new Input.Persisted(core.log().lastIndex(), core.log().lastTerm(), core.term()));
    return this;
  }

  Step propose(String... texts) {
    return tell(new Input.Propose(Given.commands(texts).bursts()));
  }

  /** {@code from} answers a message sent now that it has the whole log. */
  Step acknowledged(String from) {
    return acknowledged(from, core.log().lastIndex());
  }

  Step acknowledged(String from, long match) {
    return hear(from, new Message.Appended(core.term(), match, now));
  }

  Subject after(long millis) {
    now += Given.ms(millis);
    return this;
  }

  // ---- what it did

  Role.Leader office() {
    return (Role.Leader) core.role();
  }

  Progress progress(String peer) {
    return office().peers().get(Given.id(peer));
  }

  boolean granted() {
    return effect(Effect.Answer.class).granted();
  }

  /** The one effect of that kind in the last step. */
  <E extends Effect> E effect(Class<E> kind) {
    List<E> found = effects(kind);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " " + kind.getSimpleName() + " in " + last);
    }
    return found.getFirst();
  }

  <E extends Effect> List<E> effects(Class<E> kind) {
    return Stream.concat(last.now().stream(), last.afterPersist().stream())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** What it sent to {@code peer} in the last step. */
  <M extends Message> List<M> sent(String peer, Class<M> kind) {
    return effects(Effect.Send.class).stream()
        .filter(send -> send.to().equals(Given.id(peer)))
        .map(Effect.Send::message)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  List<Message.Append> appends(String peer) {
    return sent(peer, Message.Append.class);
  }

  /** The only message of that kind that it sent to {@code peer} in the last step. */
  <M extends Message> M answer(String peer, Class<M> kind) {
    List<M> found = sent(peer, kind);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " " + kind.getSimpleName() + " in " + last);
    }
    return found.getFirst();
  }
}

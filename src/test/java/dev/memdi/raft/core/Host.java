package dev.memdi.raft.core;

import dev.memdi.api.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A replica with all that surrounds it: a disk, a state machine, a tally of votes. Does what its
 * core decides, as the actors would; whoever drives it decides when.
 *
 * <pre>
 *   Subject          one replica, told one thing at a time           (unit tests)
 *   Scene            a few hosts and a network that waits to be told (scenarios, traces)
 *   CoreSimulation   a few hosts in a seeded, faulty world           (invariants after every step)
 * </pre>
 */
final class Host {
  /** What a host lives in. */
  interface World {
    /** The host's own monotonic clock. */
    long now(Host host);

    void send(Packet packet);

    /** The host's core has taken a step; its effects follow. */
    void stepped(Host host, RaftCore before, Input input, Step step);

    /** An effect takes place. */
    void acting(Host host, Effect effect);

    /** Committed entries were applied, which took the state machine through {@code states}. */
    void applied(Host host, List<Machine.State> states);
  }

  /** Whom a candidate asked, and who said yes. */
  private record Tally(
      Candidacy candidacy,
      boolean canvass,
      Configuration voters,
      Set<NodeId> yes,
      Set<NodeId> forgetful) {
    boolean isWon(boolean acceptLoss) {
      return voters.elects(
          yes::contains, id -> yes.contains(id) || forgetful.contains(id), acceptLoss);
    }
  }

  final NodeId id;
  final Disk disk;
  final Machine machine = new Machine();
  private final World world;
  private final Deque<Input> todo = new ArrayDeque<>();
  private RaftCore core;
  private boolean busy;
  private Tally tally;
  private boolean captureDue;
  private long heardAt;

  Host(World world, RaftCore core, Disk disk) {
    this.world = world;
    this.core = core;
    this.disk = disk;
    this.id = core.self();
    this.heardAt = world.now(this);
    disk.begin(core.rules());
  }

  RaftCore core() {
    return core;
  }

  long now() {
    return world.now(this);
  }

  /** When it last heard of a leader, or began to campaign. */
  long heardAt() {
    return heardAt;
  }

  // ---- what it is told

  void tell(Input input) {
    todo.add(input);
    work();
  }

  void receive(Packet packet) {
    switch (packet) {
      case Packet.Raft raft -> tell(new Input.Received(raft.from(), raft.message()));
      case Packet.Ask ask -> tell(new Input.Consider(ask.candidacy(), ask.canvass()));
      case Packet.Answer answer -> {
        answer.shardTime().ifPresent(time -> tell(new Input.TimeTold(time)));
        if (answer.granted()) {
          count(answer);
        } else {
          tell(new Input.TermSeen(answer.term()));
        }
      }
    }
    work();
  }

  /** Suspects that the leader is gone: asks around whether it would be elected. */
  void canvass() {
    heardAt = now();
    if (core.isLeader() || !core.mayCampaign()) {
      return;
    }
    Log log = core.log();
    ask(new Candidacy(id, core.term() + 1, log.lastTerm(), log.lastIndex(), false), true);
    work();
  }

  /** The disk has done what it was given. */
  void sync() {
    disk.sync();
    work();
  }

  boolean isCaptureDue() {
    return captureDue;
  }

  /** The snapshot that was asked for is there. */
  void captured(int chunks) {
    captureDue = false;
    machine.capture();
    tell(new Input.ImageCaptured(core.log().baseAt(machine.state().index()), chunks));
  }

  // ---- what it does

  private void work() {
    if (busy) {
      return;
    }
    busy = true;
    try {
      while (!todo.isEmpty()) {
        step(todo.removeFirst());
      }
    } finally {
      busy = false;
    }
    if (disk.isSynced()) {
      foldingGivesTheDurableState();
    }
  }

  /** The log in memory may be compacted further: of what both hold, they say the same. */
  private void foldingGivesTheDurableState() {
    DurableState folded = disk.state();
    Log known = folded.log().compactTo(core.log().baseIndex());
    if (folded.term() != core.term()
        || !folded.vote().equals(core.vote())
        || !known.equals(core.log())
        || folded.exposed() != disk.isLagging()) {
      throw new AssertionError(
          "FoldingGivesTheDurableState: %s folded to %s instead of term %d, vote %s, log %s"
              .formatted(id, folded, core.term(), core.vote(), core.log()));
    }
  }

  private void step(Input input) {
    RaftCore before = core;
    Step step = core.step(now(), input);
    core = step.next();
    world.stepped(this, before, input, step);
    step.now().forEach(this::act);
    long last = core.log().lastIndex();
    long lastTerm = core.log().lastTerm();
    long term = core.term();
    boolean grown = last > before.log().lastIndex() || term > before.term();
    disk.write(
        core.rules(),
        step.persist(),
        () -> {
          step.afterPersist().forEach(this::act);
          if (grown) {
            todo.add(new Input.Persisted(last, lastTerm, term));
          }
        });
  }

  private void act(Effect effect) {
    world.acting(this, effect);
    switch (effect) {
      case Effect.Send send -> world.send(new Packet.Raft(id, send.to(), filled(send.message())));
      case Effect.Commit commit -> world.applied(this, machine.apply(core.log(), commit.index()));
      case Effect.HeardLeader heard -> {
        heardAt = now();
        tally = null;
      }
      case Effect.TookOffice office -> tally = null;
      case Effect.Answer a ->
          world.send(
              new Packet.Answer(
                  id,
                  a.candidacy().candidate(),
                  a.candidacy().term(),
                  a.canvass(),
                  a.granted(),
                  a.remembers(),
                  a.term(),
                  a.shardTime()));
      case Effect.TermBegun begun -> ask(begun.candidacy(), false);
      case Effect.Campaign campaign -> todo.add(new Input.BeginTerm(campaign.term(), true));
      case Effect.CaptureImage capture -> captureDue = true;
      case Effect.KeepChunk keep -> machine.keep(keep.message());
      case Effect.InstallImage install -> {
        machine.install(install.base());
        world.applied(this, List.of(machine.state()));
      }
      case Effect.ServeReads serve -> {}
      case Effect.DropReads drop -> {}
      case Effect.LeftOffice left -> heardAt = now();
      case Effect.Reconfigured changed -> {}
      case Effect.Departed departed -> {}
    }
  }

  private Message filled(Message message) {
    return message instanceof Message.ImageChunk chunk ? machine.fill(chunk) : message;
  }

  // ---- the tally

  private void ask(Candidacy candidacy, boolean canvass) {
    tally = new Tally(candidacy, canvass, core.configuration(), new TreeSet<>(), new TreeSet<>());
    (core.remembers() ? tally.yes() : tally.forgetful()).add(id);
    for (Member voter : core.configuration().members()) {
      if (!voter.id().equals(id)) {
        world.send(new Packet.Ask(id, voter.id(), candidacy, canvass));
      }
    }
    conclude();
  }

  private void count(Packet.Answer answer) {
    if (tally != null
        && tally.canvass() == answer.canvass()
        && tally.candidacy().term() == answer.inTerm()) {
      (answer.remembers() ? tally.yes() : tally.forgetful()).add(answer.from());
      conclude();
    }
  }

  /** Reports every vote, and leaves it to the core to judge whether it is elected. */
  private void conclude() {
    Tally t = tally;
    if (!t.canvass()) {
      todo.add(
          new Input.TakeOffice(
              t.candidacy().term(), List.copyOf(t.yes()), List.copyOf(t.forgetful())));
    } else if (t.isWon(core.parameters().acceptLoss())) {
      todo.add(new Input.BeginTerm(t.candidacy().term() - 1, false));
      tally = null;
    }
  }
}

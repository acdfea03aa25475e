package dev.memdi.raft.core;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Every way in which a shard can be born to a few nodes with so many canvasses and restarts.
 * Whatever a node ever sent to another may arrive at any time, any number of times, or never: that
 * is loss, duplication and reordering at once. What it sends to itself arrives at once.
 */
final class BirthExploration {
  private static final int EXPECT = 3;

  /** A node: blank, as {@code birth} says, or born to {@code founders}. */
  record Node(Birth birth, Optional<Birth.Founders> founders) {
    static Node blank(NodeId id) {
      return new Node(Birth.blank(Given.peer(id)), Optional.empty());
    }

    NodeId id() {
      return birth.self().id();
    }
  }

  /** Everything at one moment: nodes and messages by their numbers. */
  private record State(List<Integer> nodes, BitSet sent, int canvasses, int restarts) {}

  /** What a node becomes and sends when it is told something in a certain view of the cluster. */
  private record Told(int node, int message, ClusterView view) {}

  private record Outcome(int node, BitSet sent) {}

  /** Values by small numbers, so that states are quickly compared. */
  private static final class Numbers<T> {
    private final Map<T, Integer> numbers = new HashMap<>();
    private final List<T> values = new ArrayList<>();

    int of(T value) {
      return numbers.computeIfAbsent(
          value,
          v -> {
            values.add(v);
            return values.size() - 1;
          });
    }

    T get(int number) {
      return values.get(number);
    }
  }

  private final int canvasses;
  private final int restarts;
  private final BiConsumer<List<Node>, List<Birth.Founders>> check;
  private final Numbers<Node> nodes = new Numbers<>();
  private final Numbers<Birth.Send> messages = new Numbers<>();
  private final Map<Told, Outcome> outcomes = new HashMap<>();
  private final Set<State> seen = new HashSet<>();
  private final Deque<State> ahead = new ArrayDeque<>();

  /**
   * Explores with so many canvasses and restarts altogether.
   *
   * @param check is shown every state: its nodes, and the founders of which a majority lives and
   *     was born
   */
  BirthExploration(
      int canvasses, int restarts, BiConsumer<List<Node>, List<Birth.Founders>> check) {
    this.canvasses = canvasses;
    this.restarts = restarts;
    this.check = check;
  }

  /** Visits every state that can be reached; returns how many there are. */
  int explore(String... names) {
    List<Integer> blank = new ArrayList<>();
    for (String name : names) {
      blank.add(nodes.of(Node.blank(new NodeId(name, 1))));
    }
    visit(new State(blank, new BitSet(), 0, 0));
    while (!ahead.isEmpty()) {
      expand(ahead.removeLast());
    }
    return seen.size();
  }

  private void visit(State state) {
    if (seen.add(state)) {
      List<Node> all = state.nodes().stream().map(nodes::get).toList();
      check.accept(all, living(all));
      ahead.add(state);
    }
  }

  private void expand(State state) {
    ClusterView view = view(state);
    for (int i = 0; i < state.nodes().size(); i++) {
      Node node = nodes.get(state.nodes().get(i));
      if (node.founders().isEmpty() && state.canvasses() < canvasses) {
        Outcome outcome = settle(node.birth().canvass(view, EXPECT), view);
        if (!outcome.sent().isEmpty()) {
          visit(after(state, i, outcome, 1, 0));
        }
      }
      if (state.restarts() < restarts) {
        Node young = Node.blank(new NodeId(node.id().name(), node.id().incarnation() + 1));
        visit(after(state, i, new Outcome(nodes.of(young), new BitSet()), 0, 1));
      }
      for (int m = state.sent().nextSetBit(0); m >= 0; m = state.sent().nextSetBit(m + 1)) {
        if (messages.get(m).to().id().equals(node.id())) {
          Told told = new Told(state.nodes().get(i), m, view);
          visit(after(state, i, outcomes.computeIfAbsent(told, this::outcome), 0, 0));
        }
      }
    }
  }

  private static State after(State state, int i, Outcome outcome, int canvasses, int restarts) {
    List<Integer> next = new ArrayList<>(state.nodes());
    next.set(i, outcome.node());
    BitSet sent = (BitSet) state.sent().clone();
    sent.or(outcome.sent());
    return new State(next, sent, state.canvasses() + canvasses, state.restarts() + restarts);
  }

  private Outcome outcome(Told told) {
    Node node = nodes.get(told.node());
    Birth.Message message = messages.get(told.message()).message();
    if (node.founders().isEmpty()) {
      return settle(node.birth().receive(message, told.view()), told.view());
    }
    BitSet sent = new BitSet();
    if (message instanceof Birth.Message.Canvass canvass) {
      Birth.Message born = new Birth.Message.Born(canvass.ballot(), node.founders().get());
      sent.set(messages.of(new Birth.Send(canvass.from(), born)));
    }
    return new Outcome(told.node(), sent);
  }

  /** Lets a node hear what it says to itself. */
  private Outcome settle(Birth.Reaction reaction, ClusterView view) {
    Peer self = reaction.next().self();
    Node node = new Node(reaction.next(), reaction.born());
    BitSet sent = new BitSet();
    Deque<Birth.Send> sends = new ArrayDeque<>(reaction.sends());
    while (!sends.isEmpty()) {
      Birth.Send send = sends.removeFirst();
      if (!send.to().equals(self)) {
        sent.set(messages.of(send));
      } else if (node.founders().isEmpty()) {
        Birth.Reaction own = node.birth().receive(send.message(), view);
        node = new Node(own.next(), own.born());
        sends.addAll(own.sends());
      }
    }
    return new Outcome(nodes.of(node), sent);
  }

  private ClusterView view(State state) {
    return new ClusterView(
        state.nodes().stream()
            .map(number -> nodes.get(number).birth().self())
            .map(p -> new ClusterView.Node(p.id(), p.address(), Optional.empty(), true, false))
            .toList());
  }

  private static List<Birth.Founders> living(List<Node> all) {
    Map<NodeId, Birth.Founders> born = new TreeMap<>();
    for (Node node : all) {
      node.founders().ifPresent(founders -> born.put(node.id(), founders));
    }
    return born.values().stream()
        .distinct()
        .filter(f -> f.configuration().majority(id -> f.equals(born.get(id))))
        .toList();
  }
}

package dev.memdi.raft.core;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Nodes to which a shard may be born, and a network that waits to be told. */
final class Nursery {
  static final int EXPECT = 3;

  /** Who each node was born with; blank ones are not in it. */
  final SortedMap<NodeId, Birth.Founders> born = new TreeMap<>();

  final SortedMap<NodeId, Birth> blank = new TreeMap<>();
  final List<Birth.Send> network = new ArrayList<>();
  ClusterView view = ClusterView.EMPTY;

  void start(String... nodes) {
    for (String node : nodes) {
      blank.put(Given.id(node), Birth.blank(Given.peer(node)));
    }
    see(blank.keySet().stream().toList());
  }

  void see(String... nodes) {
    see(Stream.of(nodes).map(Given::id).toList());
  }

  void see(List<NodeId> nodes) {
    view =
        new ClusterView(
            nodes.stream()
                .map(n -> new ClusterView.Node(n, n.name() + ":1", Optional.empty(), true, false))
                .toList());
  }

  void restart(String old, String young) {
    blank.remove(Given.id(old));
    born.remove(Given.id(old));
    blank.put(Given.id(young), Birth.blank(Given.peer(young)));
  }

  void canvass(String node) {
    Birth birth = blank.get(Given.id(node));
    if (birth != null) {
      react(birth, birth.canvass(view, EXPECT));
    }
  }

  private void react(Birth before, Birth.Reaction reaction) {
    NodeId self = before.self().id();
    blank.put(self, reaction.next());
    network.addAll(reaction.sends());
    reaction
        .born()
        .ifPresent(founders -> {
          blank.remove(self);
          born.put(self, founders);
        });
  }

  void deliver(Birth.Send send) {
    NodeId to = send.to().id();
    Birth birth = blank.get(to);
    if (birth != null) {
      react(birth, birth.receive(send.message(), view));
    } else if (born.containsKey(to) && send.message() instanceof Birth.Message.Canvass canvass) {
      network.add(
          new Birth.Send(canvass.from(), new Birth.Message.Born(canvass.ballot(), born.get(to))));
    }
  }

  /** Delivers everything but declarations to these, which are lost. */
  void deliverAllButDeclarationsTo(String... deaf) {
    List<NodeId> ids = Subject.ids(deaf);
    while (!network.isEmpty()) {
      Birth.Send next = network.removeFirst();
      if (!(next.message() instanceof Birth.Message.Declare) || !ids.contains(next.to().id())) {
        deliver(next);
      }
    }
  }

  void deliverAll() {
    deliverAllButDeclarationsTo();
  }

  /** The founders of which a majority lives and was born with them. */
  List<Birth.Founders> living() {
    return born.values().stream()
        .distinct()
        .filter(f -> f.configuration().majority(id -> f.equals(born.get(id))))
        .toList();
  }
}

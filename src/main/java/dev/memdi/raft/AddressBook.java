package dev.memdi.raft;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Peer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the replicas are that a replica has heard of. A configuration says where one was when it
 * was taken in; nodes that keep their logs may have moved since, all of them even, so what the view
 * or a replica itself says counts for more.
 */
final class AddressBook {
  private final Map<NodeId, Peer> peers = new TreeMap<>();

  AddressBook(Birth.Founders founders) {
    founders.peers().forEach(this::introduce);
  }

  /** That it was there once. */
  void introduce(Peer peer) {
    peers.putIfAbsent(peer.id(), peer);
  }

  /** That it is there now. */
  void learn(Peer peer) {
    peers.put(peer.id(), peer);
  }

  Optional<Peer> peer(NodeId id) {
    return Optional.ofNullable(peers.get(id));
  }

  /** The same members, at the addresses at which they are now. */
  Configuration locate(Configuration configuration) {
    return new Configuration(
        configuration.members().stream()
            .map(member -> new Member(peer(member.id()).orElse(member.peer()), member.voter()))
            .toList(),
        configuration.barred());
  }
}

package dev.memdi.raft;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Peer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where the incarnations are that a replica has heard of, in configurations or from themselves. */
final class AddressBook {
  private final Map<NodeId, Peer> peers = new TreeMap<>();

  AddressBook(Birth.Founders founders) {
    founders.peers().forEach(this::learn);
  }

  void learn(Peer peer) {
    peers.put(peer.id(), peer);
  }

  Optional<Peer> peer(NodeId id) {
    return Optional.ofNullable(peers.get(id));
  }
}

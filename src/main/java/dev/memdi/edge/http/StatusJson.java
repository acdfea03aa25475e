package dev.memdi.edge.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Keyspaces;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@link Status} in JSON. An incarnation is hexadecimal text: as a number it would lose digits. */
final class StatusJson {
  private final Keyspaces keyspaces;

  /** Of a cluster with these keyspaces. */
  StatusJson(Keyspaces keyspaces) {
    this.keyspaces = keyspaces;
  }

  void keyspaces(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("keyspaces");
    for (Keyspace keyspace : keyspaces.inOrder()) {
      json.writeStartObject();
      json.writeStringField("keyspace", keyspace.name());
      json.writeNumberField("firstShard", keyspace.first());
      json.writeNumberField("shards", keyspace.shards());
      json.writeStringField("durability", Exchange.word(keyspace.durability()));
      json.writeStringField("onMajorityLoss", Exchange.word(keyspace.onMajorityLoss()));
      json.writeStringField("ack", Exchange.word(keyspace.ack()));
      json.writeStringField("read", Exchange.word(keyspace.read()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The number of a shard and whose it is, which a node that restarts may know before this one. */
  private void number(JsonGenerator json, int shard) throws IOException {
    json.writeNumberField("shard", shard);
    Optional<Keyspace> keyspace = keyspaces.of(shard);
    if (keyspace.isPresent()) {
      json.writeStringField("keyspace", keyspace.get().name());
    } else {
      json.writeNullField("keyspace");
    }
  }

  void node(JsonGenerator json, Status.Node node) throws IOException {
    json.writeStartObject();
    json.writeStringField("node", node.id().name());
    json.writeStringField("incarnation", incarnation(node.id()));
    json.writeStringField("version", node.version());
    json.writeNumberField("uptimeMillis", node.uptime().toMillis());
    json.writeBooleanField("ready", node.ready());
    json.writeStringField("readiness", node.readiness());
    json.writeArrayFieldStart("shards");
    for (Status.Replica replica : node.replicas()) {
      replica(json, replica);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void replica(JsonGenerator json, Status.Replica replica) throws IOException {
    json.writeStartObject();
    number(json, replica.shard());
    json.writeStringField("role", Exchange.word(replica.role()));
    json.writeStringField("recall", Exchange.word(replica.recall()).replace('_', '-'));
    json.writeNumberField("term", replica.term());
    id(json, "votedFor", replica.votedFor());
    id(json, "leader", replica.leader());
    json.writeNumberField("commitIndex", replica.commitIndex());
    json.writeNumberField("appliedIndex", replica.appliedIndex());
    json.writeNumberField("lastIndex", replica.lastIndex());
    json.writeNumberField("keys", replica.keys());
    peers(json, "peers", replica.peers());
    json.writeEndObject();
  }

  void cluster(JsonGenerator json, Status.Cluster cluster) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("nodes");
    for (Status.Member member : cluster.nodes()) {
      json.writeStartObject();
      json.writeStringField("node", member.id().name());
      json.writeStringField("incarnation", incarnation(member.id()));
      json.writeStringField("address", member.address());
      if (member.http().isPresent()) {
        json.writeStringField("http", member.http().get());
      } else {
        json.writeNullField("http");
      }
      json.writeStringField("state", member.state());
      json.writeBooleanField("reachable", member.reachable());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("shards");
    for (Status.Shard shard : cluster.shards()) {
      shard(json, shard);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  void losses(JsonGenerator json, Status.Losses losses) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("nodes");
    for (Status.NodeLosses node : losses.nodes()) {
      json.writeStartObject();
      json.writeStringField("node", node.node().name());
      json.writeStringField("incarnation", incarnation(node.node()));
      json.writeNumberField("lost", node.lost());
      json.writeNumberField("dropped", node.dropped());
      json.writeArrayFieldStart("writes");
      for (Status.Loss loss : node.losses()) {
        json.writeStartObject();
        number(json, loss.shard());
        Json.writeBytes(json, "key", loss.key().bytes());
        json.writeNumberField("revision", loss.revision().index());
        json.writeStringField("state", loss.lost() ? "lost" : "undecided");
        json.writeStringField("removedAt", Instant.ofEpochMilli(loss.removedAtMillis()).toString());
        json.writeStringField("why", loss.why());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("silent");
    for (NodeId node : losses.silent()) {
      json.writeStartObject();
      json.writeStringField("node", node.name());
      json.writeStringField("incarnation", incarnation(node));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  void shard(JsonGenerator json, Status.Shard shard) throws IOException {
    json.writeStartObject();
    number(json, shard.shard());
    id(json, "leader", shard.leader());
    json.writeNumberField("term", shard.term());
    json.writeNumberField("commitIndex", shard.commitIndex());
    peers(json, "replicas", shard.replicas());
    json.writeEndObject();
  }

  private static void peers(JsonGenerator json, String name, List<Status.Peer> peers)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Status.Peer peer : peers) {
      json.writeStartObject();
      json.writeStringField("node", peer.node().name());
      json.writeStringField("incarnation", incarnation(peer.node()));
      json.writeBooleanField("voter", peer.voter());
      if (peer.lag().isPresent()) {
        json.writeNumberField("lag", peer.lag().get());
      } else {
        json.writeNullField("lag");
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void id(JsonGenerator json, String name, Optional<NodeId> id) throws IOException {
    if (id.isEmpty()) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    json.writeStringField("node", id.get().name());
    json.writeStringField("incarnation", incarnation(id.get()));
    json.writeEndObject();
  }

  private static String incarnation(NodeId id) {
    return Long.toHexString(id.incarnation());
  }
}

package dev.memdi.raft.wire;

import dev.memdi.api.NodeId;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The members of a shard as bytes, and what a log says of its compacted part. */
public final class ConfigurationCodec {
  private ConfigurationCodec() {}

  public static void write(Configuration configuration, ByteWriter out) {
    out.putVarint(configuration.members().size());
    for (Member member : configuration.members()) {
      PeerCodec.write(member.peer(), out);
      out.putBoolean(member.voter());
    }
    out.putVarint(configuration.barred().size());
    for (NodeId node : configuration.barred()) {
      PeerCodec.writeNode(node, out);
    }
  }

  public static Configuration read(ByteReader in) {
    int memberCount = in.takeCount("members");
    List<Member> members = new ArrayList<>(memberCount);
    for (int i = 0; i < memberCount; i++) {
      members.add(new Member(PeerCodec.read(in), in.takeBoolean()));
    }
    int barredCount = in.takeCount("barred nodes");
    SortedSet<NodeId> barred = new TreeSet<>();
    for (int i = 0; i < barredCount; i++) {
      barred.add(PeerCodec.readNode(in));
    }
    return new Configuration(members, barred);
  }

  public static void writeBase(Log.Base base, ByteWriter out) {
    out.putVarint(base.index());
    out.putVarint(base.term());
    out.putSigned(base.stamp());
    write(base.configuration(), out);
  }

  public static Log.Base readBase(ByteReader in) {
    return new Log.Base(
        EntryCodec.takeIndex(in), EntryCodec.takeTerm(in), in.takeSigned(), read(in));
  }
}

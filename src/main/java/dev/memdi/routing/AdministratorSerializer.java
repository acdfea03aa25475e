package dev.memdi.routing;

import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.api.codec.StatusCodec;
import dev.memdi.cluster.RefCodec;
import java.io.NotSerializableException;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** {@link Administrator.Remote}s as bytes. Registered in {@code reference.conf}. */
public final class AdministratorSerializer extends SerializerWithStringManifest {
  /** Known to every node, and so never to be changed. */
  public static final int IDENTIFIER = 4102;

  private static final String DESCRIBE = "d1";
  private static final String REPORT = "r1";
  private static final String DESCRIBE_LOSSES = "e1";
  private static final String LOSS_REPORT = "s1";
  private static final String UNWANT = "u1";
  private static final String LEAVE = "l1";

  private final RefCodec refs;

  public AdministratorSerializer(ExtendedActorSystem system) {
    this.refs = new RefCodec(system);
  }

  /** About how many bytes a report takes. */
  static int sizeEstimate(Status.Node node) {
    int name = node.id().name().length() + 16; // others' names are about as long
    int bytes = 256;
    for (Status.Replica replica : node.replicas()) {
      bytes += 64 + name * (replica.peers().size() + 2);
    }
    return bytes;
  }

  static int sizeEstimate(Status.NodeLosses losses) {
    int bytes = 256;
    for (Status.Loss loss : losses.losses()) {
      bytes += 64 + loss.key().bytes().length() + loss.why().length();
    }
    return bytes;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (remote(message)) {
      case Administrator.Describe _ -> DESCRIBE;
      case Administrator.Report _ -> REPORT;
      case Administrator.DescribeLosses _ -> DESCRIBE_LOSSES;
      case Administrator.LossReport _ -> LOSS_REPORT;
      case Administrator.Unwant _ -> UNWANT;
      case Administrator.Leave _ -> LEAVE;
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    ByteWriter out = new ByteWriter();
    switch (remote(message)) {
      case Administrator.Describe describe -> {
        out.putVarint(describe.survey());
        refs.write(describe.replyTo(), out);
      }
      case Administrator.Report report -> {
        out.putVarint(report.survey());
        StatusCodec.writeNode(report.node(), out);
      }
      case Administrator.DescribeLosses describe -> {
        out.putVarint(describe.survey());
        refs.write(describe.replyTo(), out);
      }
      case Administrator.LossReport report -> {
        out.putVarint(report.survey());
        StatusCodec.writeLosses(report.losses(), out);
      }
      case Administrator.Unwant unwant -> {
        out.putVarint(unwant.nodes().size());
        unwant.nodes().forEach(node -> StatusCodec.writeNodeId(node, out));
      }
      case Administrator.Leave leave -> StatusCodec.writeNodeId(leave.node(), out);
    }
    return out.toBytes().array();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    ByteReader in = new ByteReader(bytes, 0, bytes.length);
    try {
      Administrator.Remote message =
          switch (manifest) {
            case DESCRIBE -> new Administrator.Describe(in.takeVarint(), refs.read(in));
            case REPORT -> new Administrator.Report(in.takeVarint(), StatusCodec.readNode(in));
            case DESCRIBE_LOSSES ->
                new Administrator.DescribeLosses(in.takeVarint(), refs.read(in));
            case LOSS_REPORT ->
                new Administrator.LossReport(in.takeVarint(), StatusCodec.readLosses(in));
            case UNWANT -> new Administrator.Unwant(readNodes(in));
            case LEAVE -> new Administrator.Leave(StatusCodec.readNodeId(in));
            default ->
                throw new NotSerializableException(
                    "this node knows no administrator's message with the manifest '%s'"
                        .formatted(manifest));
          };
      in.expectEnd();
      return message;
    } catch (MalformedBytesException e) {
      throw new MalformedBytesException(
          "an administrator's message with the manifest '%s': %s"
              .formatted(manifest, e.getMessage()));
    }
  }

  private static SortedSet<NodeId> readNodes(ByteReader in) {
    int count = in.takeCount("nodes");
    TreeSet<NodeId> nodes = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      nodes.add(StatusCodec.readNodeId(in));
    }
    return nodes;
  }

  private static Administrator.Remote remote(Object message) {
    if (message instanceof Administrator.Remote remote) {
      return remote;
    }
    throw new IllegalArgumentException("no administrator's message: " + message.getClass());
  }
}

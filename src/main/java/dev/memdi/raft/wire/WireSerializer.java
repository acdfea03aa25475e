package dev.memdi.raft.wire;

import dev.memdi.api.Answers;
import dev.memdi.api.Changes;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.ChangesCodec;
import dev.memdi.api.codec.FrameReader;
import dev.memdi.api.codec.FrameWriter;
import dev.memdi.api.codec.MalformedBytesException;
import dev.memdi.api.codec.OutcomeCodec;
import dev.memdi.cluster.RefCodec;
import dev.memdi.raft.CopyReader;
import dev.memdi.raft.ElectionCoordinator;
import dev.memdi.raft.RejectedBurst;
import dev.memdi.raft.Remote;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.ShardReplica;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Pekko's way to the codecs of this package, for every {@link Remote} and for {@link Answers} and
 * {@link Changes}. Registered in {@code reference.conf}.
 */
public final class WireSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  /** Known to every node, and so never to be changed. */
  public static final int IDENTIFIER = 4100;

  private final RequestCodec requests;
  private final CopyCodec copies;

  public WireSerializer(ExtendedActorSystem system) {
    RefCodec refs = new RefCodec(system);
    this.requests = new RequestCodec(refs);
    this.copies = new CopyCodec(refs);
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return kindOf(message).manifest();
  }

  @Override
  public byte[] toBinary(Object message) {
    return frame(message).toArray();
  }

  @Override
  public void toBinary(Object message, ByteBuffer out) {
    frame(message).writeTo(out);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return fromBinary(ByteBuffer.wrap(bytes), manifest);
  }

  @Override
  public Object fromBinary(ByteBuffer bytes, String manifest) throws NotSerializableException {
    FrameKind kind =
        FrameKind.of(manifest)
            .orElseThrow(() ->
                new NotSerializableException(
                    "this node knows no frame with the manifest '%s'".formatted(manifest)));
    try {
      FrameReader in = new FrameReader(bytes);
      Object message = read(kind, in);
      in.expectEnd();
      return message;
    } catch (MalformedBytesException e) {
      throw new MalformedBytesException(
          "a frame with the manifest '%s': %s".formatted(manifest, e.getMessage()));
    }
  }

  private static FrameKind kindOf(Object message) {
    return switch (message) {
      case Remote remote -> kindOfRemote(remote);
      case Answers _ -> FrameKind.ANSWERS;
      case Changes changes ->
          ChangesCodec.tellsCauses(changes) ? FrameKind.CHANGES_WITH_CAUSES : FrameKind.CHANGES;
      default -> throw new IllegalArgumentException("no frame holds a " + message.getClass());
    };
  }

  private static FrameKind kindOfRemote(Remote message) {
    return switch (message) {
      case Replicator.FromPeer _ -> FrameKind.FROM_PEER;
      case Replicator.Write _ -> FrameKind.WRITE;
      case Replicator.Read _ -> FrameKind.READ;
      case Replicator.ReadLocal _ -> FrameKind.READ_LOCAL;
      case Replicator.OpenCopy _ -> FrameKind.OPEN_COPY;
      case CopyReader.Pull _ -> FrameKind.PULL_COPY;
      case CopyReader.Close _ -> FrameKind.CLOSE_COPY;
      case CopyReader.Opened _ -> FrameKind.COPY_OPENED;
      case CopyReader.Piece _ -> FrameKind.COPY_PIECE;
      case Replicator.HandOver _ -> FrameKind.HAND_OVER;
      case ShardReplica.AboutBirth _ -> FrameKind.ABOUT_BIRTH;
      case ShardReplica.Invite _ -> FrameKind.INVITE;
      case ShardReplica.Dismiss _ -> FrameKind.DISMISS;
      case ShardReplica.AskIfNeeded _ -> FrameKind.ASK_IF_NEEDED;
      case ShardReplica.NotNeeded _ -> FrameKind.NOT_NEEDED;
      case ShardReplica.ReadChanges _ -> FrameKind.READ_CHANGES;
      case ElectionCoordinator.Ask _ -> FrameKind.ASK;
      case ElectionCoordinator.Answer answer ->
          answer.remembers() ? FrameKind.ANSWER : FrameKind.FORGETFUL_ANSWER;
      case RejectedBurst _ -> FrameKind.REJECTED_BURST;
    };
  }

  private FrameWriter frame(Object message) {
    FrameWriter out = new FrameWriter();
    switch (message) {
      case Remote remote -> write(remote, out);
      case Answers answers -> OutcomeCodec.writeAnswers(answers, out.head());
      case Changes changes -> ChangesCodec.write(changes, out.head());
      default -> throw new IllegalArgumentException("no frame holds a " + message.getClass());
    }
    return out;
  }

  private void write(Remote message, FrameWriter out) {
    ByteWriter head = out.head();
    switch (message) {
      case Replicator.FromPeer m -> MessageCodec.writeFromPeer(m, out);
      case Replicator.Write m -> requests.writeWrite(m, out);
      case Replicator.Read m -> requests.writeRead(m, head);
      case Replicator.ReadLocal m -> requests.writeReadLocal(m, head);
      case Replicator.OpenCopy m -> copies.writeOpen(m, head);
      case CopyReader.Pull m -> copies.writePull(m, head);
      case CopyReader.Close _ -> {}
      case CopyReader.Opened m -> copies.writeOpened(m, head);
      case CopyReader.Piece m -> CopyCodec.writePiece(m, head);
      case Replicator.HandOver m -> ReplicaCodec.writeHandOver(m, head);
      case ShardReplica.AboutBirth m -> BirthCodec.writeAboutBirth(m, head);
      case ShardReplica.Invite m -> BirthCodec.writeInvite(m, head);
      case ShardReplica.Dismiss m -> BirthCodec.writeDismiss(m, head);
      case ShardReplica.AskIfNeeded m -> {
        PeerCodec.write(m.from(), head);
        PeerCodec.writeNode(m.to(), head);
      }
      case ShardReplica.NotNeeded m -> PeerCodec.writeNode(m.to(), head);
      case ShardReplica.ReadChanges m -> requests.writeReadChanges(m, head);
      case ElectionCoordinator.Ask m -> ElectionCodec.writeAsk(m, head);
      case ElectionCoordinator.Answer m -> ElectionCodec.writeAnswer(m, head);
      case RejectedBurst m -> ReplicaCodec.writeRejected(m, head);
    }
  }

  private Object read(FrameKind kind, FrameReader in) {
    ByteReader head = in.head();
    return switch (kind) {
      case FROM_PEER -> MessageCodec.readFromPeer(in);
      case WRITE -> requests.readWrite(in);
      case READ -> requests.readRead(head);
      case READ_LOCAL -> requests.readReadLocal(head);
      case READ_CHANGES -> requests.readReadChanges(head);
      case OPEN_COPY -> copies.readOpen(head);
      case PULL_COPY -> copies.readPull(head);
      case CLOSE_COPY -> new CopyReader.Close();
      case COPY_OPENED -> copies.readOpened(head);
      case COPY_PIECE -> CopyCodec.readPiece(head);
      case HAND_OVER -> ReplicaCodec.readHandOver(head);
      case ABOUT_BIRTH -> BirthCodec.readAboutBirth(head);
      case INVITE -> BirthCodec.readInvite(head);
      case DISMISS -> BirthCodec.readDismiss(head);
      case ASK_IF_NEEDED ->
          new ShardReplica.AskIfNeeded(PeerCodec.read(head), PeerCodec.readNode(head));
      case NOT_NEEDED -> new ShardReplica.NotNeeded(PeerCodec.readNode(head));
      case ASK -> ElectionCodec.readAsk(head);
      case ANSWER -> ElectionCodec.readAnswer(head, true);
      case FORGETFUL_ANSWER -> ElectionCodec.readAnswer(head, false);
      case REJECTED_BURST -> ReplicaCodec.readRejected(head);
      case ANSWERS -> OutcomeCodec.readAnswers(head);
      case CHANGES -> ChangesCodec.read(head, false);
      case CHANGES_WITH_CAUSES -> ChangesCodec.read(head, true);
    };
  }
}

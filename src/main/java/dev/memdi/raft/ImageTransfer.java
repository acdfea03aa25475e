package dev.memdi.raft;

import dev.memdi.raft.core.Log;
import dev.memdi.raft.core.Message;
import dev.memdi.raft.core.RaftCore;
import dev.memdi.raft.core.Role;
import dev.memdi.store.Image;
import dev.memdi.store.ImageAssembler;
import org.jspecify.annotations.Nullable;

/** The bytes of snapshots: of the one that is sent, and of the one that arrives. */
final class ImageTransfer {
  private record Offered(Log.Base base, Image image) {}

  private @Nullable Offered offered;
  private final int shard;
  private ImageAssembler arriving;

  ImageTransfer(int shard) {
    this.shard = shard;
    this.arriving = new ImageAssembler(shard);
  }

  void offer(Log.Base base, Image image) {
    offered = new Offered(base, image);
  }

  Message fill(Message.ImageChunk chunk) {
    Offered current = offered;
    if (current == null || !current.base().equals(chunk.base())) {
      throw new IllegalStateException("no snapshot at " + chunk.base().index());
    }
    return chunk.withBytes(current.image().chunk(chunk.chunk()));
  }

  /** Lets the snapshot go once nobody is sent it. */
  void releaseUnless(RaftCore core) {
    boolean used =
        core.role() instanceof Role.Leader leader
            && !(leader.image() instanceof Role.ImageState.None);
    if (!used) {
      offered = null;
    }
  }

  void keep(Message.ImageChunk chunk) {
    if (chunk.chunk() == 0) {
      arriving = new ImageAssembler(shard);
    }
    arriving.add(chunk.bytes());
  }

  Image assembled() {
    Image image = arriving.image();
    arriving = new ImageAssembler(shard);
    return image;
  }
}

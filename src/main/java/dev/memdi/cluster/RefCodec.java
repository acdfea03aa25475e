package dev.memdi.cluster;

import dev.memdi.api.Bytes;
import dev.memdi.api.codec.ByteReader;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.MalformedBytesException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.jspecify.annotations.Nullable;

/**
 * References to actors as bytes: their paths with the address of their node. The last few that were
 * written are remembered, because they are mostly the same. For use by any thread.
 */
public final class RefCodec {
  private static final int REMEMBERED = 256;
  private static final int LONGEST_SHOWN = 200;

  private record Written(ActorRef<?> ref, Bytes path) {}

  private final ExtendedActorSystem system;
  private final AtomicReferenceArray<@Nullable Written> remembered =
      new AtomicReferenceArray<>(REMEMBERED);
  private volatile @Nullable ActorRefResolver resolver;

  public RefCodec(ExtendedActorSystem system) {
    this.system = system;
  }

  public void write(ActorRef<?> ref, ByteWriter out) {
    int slot = Math.floorMod(ref.hashCode(), REMEMBERED);
    Written last = remembered.get(slot);
    if (last == null || !last.ref.equals(ref)) {
      last = new Written(ref, Bytes.utf8(resolver().toSerializationFormat(ref)));
      remembered.set(slot, last);
    }
    out.putBytes(last.path);
  }

  public <T> ActorRef<T> read(ByteReader in) {
    String path = in.takeText();
    ActorRef<T> ref;
    try {
      ref = resolver().resolveActorRef(path);
    } catch (RuntimeException e) {
      throw notAPath(path);
    }
    // Pekko takes what is no path at all for the path of dead letters.
    if (Adapter.toClassic(ref).equals(system.deadLetters()) && !path.endsWith("/deadLetters")) {
      throw notAPath(path);
    }
    return ref;
  }

  private static MalformedBytesException notAPath(String path) {
    String shown = path.length() > LONGEST_SHOWN ? path.substring(0, LONGEST_SHOWN) + "…" : path;
    return new MalformedBytesException("not the path of an actor: '" + shown + "'");
  }

  // Not before it is needed: serializers are made while their actor system is still being made.
  private ActorRefResolver resolver() {
    ActorRefResolver known = resolver;
    if (known == null) {
      known = ActorRefResolver.get(Adapter.toTyped(system));
      resolver = known;
    }
    return known;
  }
}

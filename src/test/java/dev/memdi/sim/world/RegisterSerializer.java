package dev.memdi.sim.world;

import dev.memdi.sim.world.Register.Read;
import dev.memdi.sim.world.Register.Value;
import dev.memdi.sim.world.Register.Wire;
import dev.memdi.sim.world.Register.Write;
import dev.memdi.sim.world.Register.Written;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** The wire format of {@link Register}: straight into the frame's buffer, as memdi's own codecs. */
public final class RegisterSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  private final ActorRefResolver refs;

  /** As Pekko calls it. */
  public RegisterSerializer(ExtendedActorSystem system) {
    refs = ActorRefResolver.get(Adapter.toTyped(system));
  }

  @Override
  public int identifier() {
    return 712_100;
  }

  @Override
  public String manifest(Object message) {
    return switch ((Wire) message) {
      case Write m -> "write";
      case Read m -> "read";
      case Written m -> "written";
      case Value m -> "value";
    };
  }

  @Override
  public void toBinary(Object message, ByteBuffer to) {
    switch ((Wire) message) {
      case Write m -> {
        to.putLong(m.request()).putLong(m.version());
        putString(to, m.key());
        putString(to, refs.toSerializationFormat(m.replyTo()));
      }
      case Read m -> {
        to.putLong(m.request());
        putString(to, m.key());
        putString(to, refs.toSerializationFormat(m.replyTo()));
      }
      case Written m -> to.putLong(m.request()).putInt(m.replica());
      case Value m -> to.putLong(m.request()).putInt(m.replica()).putLong(m.version());
    }
  }

  @Override
  public Object fromBinary(ByteBuffer from, String manifest) {
    long request = from.getLong();
    return switch (manifest) {
      case "write" -> {
        long version = from.getLong();
        yield new Write(request, getString(from), version, getRef(from));
      }
      case "read" -> new Read(request, getString(from), getRef(from));
      case "written" -> new Written(request, from.getInt());
      case "value" -> new Value(request, from.getInt(), from.getLong());
      default -> throw new IllegalArgumentException(manifest);
    };
  }

  @Override
  public byte[] toBinary(Object message) {
    throw new UnsupportedOperationException("a ByteBufferSerializer is given a buffer");
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    throw new UnsupportedOperationException("a ByteBufferSerializer is given a buffer");
  }

  private <T> ActorRef<T> getRef(ByteBuffer from) {
    return refs.resolveActorRef(getString(from));
  }

  private static void putString(ByteBuffer to, String string) {
    byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
    to.putShort((short) bytes.length).put(bytes);
  }

  private static String getString(ByteBuffer from) {
    byte[] bytes = new byte[from.getShort()];
    from.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

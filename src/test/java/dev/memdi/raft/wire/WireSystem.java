package dev.memdi.raft.wire;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/** An actor system as memdi runs in, and its serialization. */
final class WireSystem implements AutoCloseable {
  private static final Config REMOTE =
      ConfigFactory.parseString(
          """
          pekko.loglevel = ERROR # hostile bytes make it warn of hostile paths
          pekko.actor.provider = remote
          pekko.remote.artery.transport = tcp
          pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
          """);

  private final ActorTestKit kit =
      ActorTestKit.create("wire", REMOTE.withFallback(ConfigFactory.load()));
  private final ActorRef<Object> here = kit.createTestProbe(Object.class).getRef();
  private final Serialization serialization =
      SerializationExtension.get(Adapter.toClassic(kit.system()));

  ActorTestKit kit() {
    return kit;
  }

  /** An actor of another node, the same in every run. */
  <T> ActorRef<T> distant(String name) {
    String path = "pekko://memdi@10.0.0.7:25521/system/memdi/" + name + "#1234567";
    return ActorRefResolver.get(kit.system()).resolveActorRef(path);
  }

  /** An actor of this node. */
  <T> ActorRef<T> here() {
    return here.unsafeUpcast().narrow();
  }

  String manifest(Object message) {
    return Serializers.manifestFor(serialization.findSerializerFor(message), message);
  }

  int serializer(Object message) {
    return serialization.findSerializerFor(message).identifier();
  }

  byte[] write(Object message) {
    return serialization.findSerializerFor(message).toBinary(message);
  }

  Object read(byte[] bytes, int serializer, String manifest) {
    return serialization.deserialize(bytes, serializer, manifest).get();
  }

  /** Written and read as the transport does it: into a direct buffer, behind other things. */
  Object throughDirectBuffer(Object message, int room) throws NotSerializableException {
    Serializer serializer = serialization.findSerializerFor(message);
    ByteBuffer buffer = ByteBuffer.allocateDirect(room + 11).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(11);
    ((ByteBufferSerializer) serializer).toBinary(message, buffer);
    buffer.flip().position(11);
    Object read =
        serialization.deserializeByteBuffer(buffer, serializer.identifier(), manifest(message));
    assert !buffer.hasRemaining() : buffer;
    return read;
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}

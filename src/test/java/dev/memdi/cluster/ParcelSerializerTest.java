package dev.memdi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Answers;
import dev.memdi.api.codec.ByteWriter;
import dev.memdi.api.codec.MalformedBytesException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A parcel carries whatever Pekko can serialize, by any kind of serializer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParcelSerializerTest {
  private ActorTestKit kit;
  private ActorRef<Object> to;
  private ParcelSerializer serializer;

  @BeforeAll
  void start() {
    kit = ActorTestKit.create();
    to = kit.createTestProbe(Object.class).getRef();
    serializer = new ParcelSerializer((ExtendedActorSystem) Adapter.toClassic(kit.system()));
  }

  @AfterAll
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void messagesOfAllKindsOfSerializers() throws Exception {
    ActorRef<Object> servedByASerializerWithoutBuffers = to;
    for (Object message :
        List.of("text", 77L, servedByASerializerWithoutBuffers, new Answers(1, List.of()))) {
      Bulk.Parcel<Object> parcel = new Bulk.Parcel<>(to, message);
      assertThat(serializer.fromBinary(serializer.toBinary(parcel), "p1")).isEqualTo(parcel);
    }
  }

  @Test
  void bothFormsAreTheSameBytes() {
    Bulk.Parcel<Object> parcel = new Bulk.Parcel<>(to, new Answers(1, List.of()));
    byte[] bytes = serializer.toBinary(parcel);

    ByteBuffer buffer = ByteBuffer.allocate(bytes.length);
    serializer.toBinary(parcel, buffer);

    assertThat(buffer.array()).isEqualTo(bytes);
  }

  @Test
  void aParcelWithinAParcelIsRefused() {
    Bulk.Parcel<Object> parcel = new Bulk.Parcel<>(to, "text");

    assertThatThrownBy(() -> serializer.toBinary(new Bulk.Parcel<>(to, parcel)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a parcel within a parcel");
    assertThatThrownBy(() -> serializer.fromBinary(parcelOf(ParcelSerializer.IDENTIFIER), "p1"))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessage("a parcel with the manifest 'p1': a parcel within a parcel");
  }

  @Test
  void anUnknownSerializerIsNamed() {
    assertThatThrownBy(() -> serializer.fromBinary(parcelOf(987_654), "p1"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("987654");
  }

  @Test
  void whatIsWrongWithTheMessageIsSaid() {
    assertThatThrownBy(() -> serializer.fromBinary(parcelOf(4100), "p1"))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessage(
            "a parcel with the manifest 'p1': a frame with the manifest 'a1': cut short within the"
                + " length of the head");
  }

  /** Without a message. */
  private byte[] parcelOf(int messageSerializer) {
    ByteWriter head = new ByteWriter();
    head.putText(ActorRefResolver.get(kit.system()).toSerializationFormat(to));
    head.putInt(messageSerializer);
    head.putText("a1");
    ByteWriter frame = new ByteWriter();
    frame.putVarint(head.size());
    frame.putRaw(head.array(), 0, head.size());
    return frame.toBytes().array();
  }
}

package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Bytes;
import dev.memdi.api.codec.MalformedBytesException;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BroadcasterSerializerTest {
  private final BroadcasterSerializer serializer = new BroadcasterSerializer();

  @Property(tries = 200)
  void messagesComeBack(@ForAll byte[] channel, @ForAll byte[] message)
      throws NotSerializableException {
    Broadcaster.Published published =
        new Broadcaster.Published(Bytes.copyOf(channel), Bytes.copyOf(message));
    byte[] bytes = serializer.toBinary(published);
    assertThat(serializer.fromBinary(bytes, serializer.manifest(published))).isEqualTo(published);
    assertThat(bytes.length).isLessThanOrEqualTo(published.sizeEstimate());
  }

  @Example
  void theBytesAreAsEver() {
    Broadcaster.Published published =
        new Broadcaster.Published(Bytes.utf8("news"), Bytes.utf8("hi"));
    assertThat(HexFormat.of().formatHex(serializer.toBinary(published)))
        .isEqualTo("046e657773026869");
    assertThat(serializer.manifest(published)).isEqualTo("p1");
    assertThat(serializer.identifier()).isEqualTo(4110);
  }

  @Example
  void otherBytesAreRefused() {
    byte[] bytes =
        serializer.toBinary(new Broadcaster.Published(Bytes.utf8("news"), Bytes.utf8("hi")));
    assertThatThrownBy(() -> serializer.fromBinary(Arrays.copyOf(bytes, 5), "p1"))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageStartingWith("a broadcaster's message: ");
    assertThatThrownBy(() -> serializer.fromBinary(Arrays.copyOf(bytes, 20), "p1"))
        .isInstanceOf(MalformedBytesException.class);
    assertThatThrownBy(() -> serializer.fromBinary(bytes, "p9"))
        .isInstanceOf(NotSerializableException.class);
  }
}

package dev.memdi.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.memdi.api.Key;
import dev.memdi.api.NodeId;
import dev.memdi.api.Revision;
import dev.memdi.api.Status;
import dev.memdi.api.codec.ApiArbitraries;
import dev.memdi.api.codec.MalformedBytesException;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.lifecycle.AfterContainer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;

class AdministratorSerializerTest {
  private static final ActorTestKit KIT = ActorTestKit.create(ConfigFactory.load());
  private static final Serialization SERIALIZATION =
      SerializationExtension.get(Adapter.toClassic(KIT.system()));

  @AfterContainer
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static SerializerWithStringManifest serializer(Object message) {
    return (SerializerWithStringManifest) SERIALIZATION.findSerializerFor(message);
  }

  private static void roundtrip(Administrator.Remote message) {
    SerializerWithStringManifest serializer = serializer(message);
    byte[] bytes = serializer.toBinary(message);
    String manifest = serializer.manifest(message);

    assertThat(serializer).isInstanceOf(AdministratorSerializer.class);
    assertThat(SERIALIZATION.deserialize(bytes, AdministratorSerializer.IDENTIFIER, manifest).get())
        .isEqualTo(message);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  @Domain(ApiArbitraries.class)
  @Domain(DomainContext.Global.class)
  void reports(@ForAll long survey, @ForAll Status.Node node) {
    roundtrip(new Administrator.Report(survey, node));
  }

  @Example
  void theOthers() {
    NodeId a = new NodeId("a", -1);
    NodeId b = new NodeId("b:25521", Long.MIN_VALUE);
    roundtrip(
        new Administrator.Describe(3, KIT.createTestProbe(Administrator.Command.class).getRef()));
    roundtrip(
        new Administrator.DescribeLosses(
            4, KIT.createTestProbe(Administrator.Command.class).getRef()));
    roundtrip(new Administrator.LossReport(5, new Status.NodeLosses(b, 3, 2, List.of())));
    Status.Loss loss =
        new Status.Loss(1, Key.utf8("k"), new Revision(7), Long.MIN_VALUE, -4, 5, true, "why");
    roundtrip(new Administrator.LossReport(5, new Status.NodeLosses(a, 3, 2, List.of(loss))));
    roundtrip(new Administrator.Unwant(new TreeSet<>()));
    roundtrip(new Administrator.Unwant(new TreeSet<>(List.of(a, b))));
    roundtrip(new Administrator.Leave(b));
  }

  @Example
  void whatIsCutShortOrTooLongOrUnknownIsRefused() {
    Administrator.Leave leave = new Administrator.Leave(new NodeId("a", 1));
    SerializerWithStringManifest serializer = serializer(leave);
    byte[] bytes = serializer.toBinary(leave);

    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> serializer.fromBinary(cut, "l1"))
          .isInstanceOf(MalformedBytesException.class)
          .hasMessageContaining("'l1'");
    }
    assertThatThrownBy(() -> serializer.fromBinary(Arrays.copyOf(bytes, bytes.length + 1), "l1"))
        .isInstanceOf(MalformedBytesException.class);
    assertThatThrownBy(() -> serializer.fromBinary(bytes, "l2"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("'l2'");
  }
}

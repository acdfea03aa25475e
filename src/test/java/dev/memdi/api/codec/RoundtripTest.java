package dev.memdi.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Answers;
import dev.memdi.api.Changes;
import dev.memdi.api.Operation;
import dev.memdi.api.Outcome;
import dev.memdi.api.Status;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(ApiArbitraries.class)
@Domain(DomainContext.Global.class)
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class RoundtripTest {
  @Property
  void operations(@ForAll Operation operation) {
    roundtrip(operation, OperationCodec::write, OperationCodec::read);
  }

  @Property
  void outcomes(@ForAll Outcome outcome) {
    roundtrip(outcome, OutcomeCodec::write, OutcomeCodec::read);
  }

  @Property
  void answers(@ForAll Answers answers) {
    roundtrip(answers, OutcomeCodec::writeAnswers, OutcomeCodec::readAnswers);
  }

  @Property
  void changes(@ForAll Changes changes) {
    roundtrip(
        changes,
        ChangesCodec::write,
        in -> ChangesCodec.read(in, ChangesCodec.tellsCauses(changes)));
  }

  @Property
  void nodes(@ForAll Status.Node node) {
    roundtrip(node, StatusCodec::writeNode, StatusCodec::readNode);
  }

  @Property
  void clusters(@ForAll Status.Cluster cluster) {
    roundtrip(cluster, StatusCodec::writeCluster, StatusCodec::readCluster);
  }

  @Property
  void numbers(@ForAll long number, @ForAll int small) {
    roundtrip(number, (value, out) -> out.putVarint(value), ByteReader::takeVarint);
    roundtrip(number, (value, out) -> out.putSigned(value), ByteReader::takeSigned);
    roundtrip(number, (value, out) -> out.putLong(value), ByteReader::takeLong);
    roundtrip(small, (value, out) -> out.putInt(value), ByteReader::takeInt);
  }

  @Property
  void durations(@ForAll long seconds) {
    Duration duration = Duration.ofSeconds(seconds, 999_999_999);
    roundtrip(duration, (value, out) -> out.putDuration(value), ByteReader::takeDuration);
  }

  private static <T> void roundtrip(
      T value, BiConsumer<T, ByteWriter> write, Function<ByteReader, T> read) {
    ByteWriter out = new ByteWriter(1); // so that it has to grow
    write.accept(value, out);
    ByteReader in = new ByteReader(out.toBytes());
    assertThat(read.apply(in)).isEqualTo(value);
    in.expectEnd();
  }
}

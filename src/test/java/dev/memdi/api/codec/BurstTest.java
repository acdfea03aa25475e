package dev.memdi.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Burst;
import dev.memdi.api.Bytes;
import dev.memdi.api.Condition;
import dev.memdi.api.Expiry;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import dev.memdi.api.Revision;
import dev.memdi.api.WriteBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

@Domain(ApiArbitraries.class)
@Domain(DomainContext.Global.class)
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class BurstTest {
  private static final Key KEY = Key.utf8("k");

  @Property
  void writesComeBackWithTheirSequences(
      @ForAll long incarnation,
      @ForAll long floor,
      @ForAll @Size(min = 1, max = 5) List<Operation.Write> writes,
      @ForAll @Size(value = 5) List<Long> sequences) {
    BurstEncoder encoder = new BurstEncoder(incarnation);
    for (int round = 0; round < 2; round++) { // an encoder is used again
      List<LoggedCommand> expected = new ArrayList<>();
      for (int i = 0; i < writes.size(); i++) {
        encoder.add(sequences.get(i), writes.get(i));
        expected.add(new LoggedCommand.Client(incarnation, floor, sequences.get(i), writes.get(i)));
      }
      int size = encoder.sizeInBytes();
      Burst burst = encoder.build(floor);
      assertThat(burst.bytes().length()).isEqualTo(size);
      assertThat(burst.count()).isEqualTo(writes.size());
      assertThat(commandsOf(burst)).isEqualTo(expected);
    }
  }

  @Property
  void boundsTravelWithEveryWrite(
      @ForAll @LongRange(min = 1, max = Long.MAX_VALUE / 2) long value,
      @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long more,
      @ForAll Operation.Write write) {
    WriteBounds bounds = new WriteBounds(value, value + more);
    BurstEncoder encoder = new BurstEncoder(1, bounds);
    encoder.add(7, write);
    encoder.add(8, write);
    assertThat(commandsOf(encoder.build(7)))
        .containsExactly(
            new LoggedCommand.Client(1, 7, 7, write, bounds),
            new LoggedCommand.Client(1, 7, 8, write, bounds));
  }

  @Example
  void boundsThatMakeNoSenseAreMalformed() {
    byte[] bytes = new byte[22];
    bytes[0] = 1;
    bytes[1] = 4;
    malformed("bounds of 0 bytes for a value", new Burst(1, Bytes.wrap(bytes)));
  }

  @Property
  void housekeepingTravelsAlone(@ForAll long number) {
    assertThat(commandsOf(BurstEncoder.expire(number)))
        .containsExactly(new LoggedCommand.Expire(number));
    assertThat(commandsOf(BurstEncoder.forget(number)))
        .containsExactly(new LoggedCommand.Forget(number));
    Burst two = new Burst(2, BurstEncoder.forget(number).bytes());
    malformed("alone", two);
  }

  @Example
  void aWriteCostsFewBytesBesideItsKeyAndValue() {
    BurstEncoder encoder = new BurstEncoder(1);
    encoder.add(1_000_000, Operation.Set.of(KEY, Bytes.utf8("v")));
    int before = encoder.sizeInBytes();
    encoder.add(1_000_001, Operation.Set.of(KEY, Bytes.utf8("v")));
    assertThat(encoder.sizeInBytes() - before).isEqualTo(2 + 5);
  }

  @Example
  void anEmptyBurstIsNotBuilt() {
    assertThatThrownBy(() -> new BurstEncoder(1).build(0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Example
  void aBurstWithTooFewOrTooManyCommandsIsMalformed() {
    BurstEncoder encoder = new BurstEncoder(1);
    encoder.add(1, Operation.Delete.of(KEY));
    encoder.add(2, Operation.Delete.of(KEY));
    Bytes bytes = encoder.build(1).bytes();
    malformed("too many", new Burst(1, bytes));
    malformed("cut short", new Burst(3, bytes));
  }

  @Example
  void aReadInABurstIsMalformed() {
    BurstEncoder encoder = new BurstEncoder(1);
    encoder.add(1, Operation.Delete.of(KEY));
    ByteWriter out = new ByteWriter();
    out.putRaw(encoder.build(1).bytes().array(), 0, 18); // the header
    out.putSigned(1);
    OperationCodec.write(new Operation.Get(KEY), out);
    malformed("no write has the tag 16", new Burst(1, out.toBytes()));
  }

  @Example
  void anotherVersionIsNamed() {
    Bytes later = Bytes.wrap(new byte[] {2, 1});
    malformed("version 2; this node reads version 1", new Burst(1, later));
    malformed("kind 9", new Burst(1, Bytes.wrap(new byte[] {1, 9})));
  }

  /** What is on disk stays readable: these bytes never change, whatever the code becomes. */
  @Example
  void goldenBytesOfVersion1() {
    BurstEncoder encoder = new BurstEncoder(0x0102030405060708L);
    encoder.add(300, Operation.Set.of(KEY, Bytes.utf8("v")));
    encoder.add(
        301,
        new Operation.Set(
            KEY,
            Bytes.utf8("v"),
            new Expiry.After(Duration.ofSeconds(1)),
            new Condition.Holds(Bytes.utf8("w"))));
    encoder.add(302, new Operation.Set(KEY, Bytes.EMPTY, Expiry.KEEP, Condition.PRESENT));
    encoder.add(303, new Operation.Delete(KEY, new Condition.AtRevision(new Revision(129))));
    encoder.add(305, new Operation.Increment(KEY, -1));
    encoder.add(304, new Operation.Append(KEY, Bytes.utf8("xy")));
    encoder.add(
        306, new Operation.SetMany(List.of(Operation.Set.of(Key.utf8("a"), Bytes.utf8("1")))));
    encoder.add(
        307,
        new Operation.Batch(
            List.of(new Operation.Check(KEY, Condition.ABSENT)),
            List.of(new Operation.Increment(KEY, 2), Operation.Delete.of(KEY))));
    golden(
        encoder.build(256),
        "01 01 0102030405060708 0000000000000100"
            + "d804 01 00 016b 0176"
            + "02 01 42 016b 0176 e807 0177"
            + "02 01 21 016b 00"
            + "02 02 016b 03 8101"
            + "04 03 016b 01"
            + "01 04 016b 027879"
            + "04 05 01 00 0161 0131"
            + "02 06 01 016b 01 02 03 016b 04 02 016b 00");
    BurstEncoder bounded = new BurstEncoder(7, new WriteBounds(300, 1000));
    bounded.add(2, new Operation.Append(KEY, Bytes.utf8("x")));
    golden(bounded.build(1), "01 04 0000000000000007 0000000000000001 ac02 e807 04 04 016b 0178");
    golden(BurstEncoder.expire(1000), "01 02 d00f");
    golden(BurstEncoder.forget(-2), "01 03 fffffffffffffffe");
  }

  private static void golden(Burst burst, String hex) {
    assertThat(HexFormat.of().formatHex(burst.bytes().array())).isEqualTo(hex.replace(" ", ""));
  }

  private static void malformed(String message, Burst burst) {
    assertThatThrownBy(() -> BurstDecoder.check(burst))
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining(message);
  }

  private static List<LoggedCommand> commandsOf(Burst burst) {
    List<LoggedCommand> commands = new ArrayList<>();
    new BurstDecoder(burst).forEachRemaining(commands::add);
    return commands;
  }
}

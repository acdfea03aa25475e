package dev.memdi.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memdi.api.Bytes;
import dev.memdi.api.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CopyStreamTest {
  private static final CopyStream.Head HEAD = new CopyStream.Head(2, 16, 1234, 1_700_000_000_000L);

  @Provide
  Arbitrary<List<List<Result.Entry>>> pages() {
    return ApiArbitraries.entries().list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(4);
  }

  private static byte[] stream(CopyStream.Part... parts) throws IOException {
    CopyStream.Encoder encoder = new CopyStream.Encoder();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (CopyStream.Part part : parts) {
      out.write(encoder.encode(part).array());
    }
    return out.toByteArray();
  }

  private static CopyStream.Decoder decoder(byte[] stream) {
    return new CopyStream.Decoder(new ByteArrayInputStream(stream));
  }

  @Property(tries = 100)
  void whatIsWrittenIsRead(@ForAll("pages") List<List<Result.Entry>> pages) throws IOException {
    List<CopyStream.Part> parts = new ArrayList<>(List.of(HEAD));
    pages.forEach(page -> parts.add(new CopyStream.Page(page)));
    parts.add(new CopyStream.End(7));
    CopyStream.Decoder decoder = decoder(stream(parts.toArray(CopyStream.Part[]::new)));
    for (CopyStream.Part part : parts) {
      assertThat(decoder.next()).isEqualTo(part);
    }
  }

  @Test
  void whatIsCutShortIsNoticedWhereverItIsCut() throws IOException {
    byte[] whole = stream(HEAD, new CopyStream.End(0));
    for (int length = 0; length < whole.length; length++) {
      CopyStream.Decoder decoder = decoder(Arrays.copyOf(whole, length));
      assertThatThrownBy(
              () -> {
                decoder.next();
                decoder.next();
              })
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("cut short");
    }
  }

  @Test
  void everyDamagedByteIsNoticed() throws IOException {
    byte[] whole = stream(HEAD, new CopyStream.End(0));
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      CopyStream.Decoder decoder = decoder(damaged);
      assertThatThrownBy(
              () -> {
                decoder.next();
                decoder.next();
              })
          .isInstanceOfAny(MalformedBytesException.class, EOFException.class);
    }
  }

  @Test
  void aRecordThatIsMissingIsNoticed() {
    byte[] second = CheckedRecords.encode(1, 3, Bytes.wrap(new byte[] {0})).array();
    assertThatThrownBy(() -> decoder(second).next())
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("out of its place");
  }

  @Test
  void aNewerVersionIsRefusedByItsName() {
    byte[] newer = CheckedRecords.encode(0, 1, Bytes.wrap(new byte[] {2, 0, 1, 0, 0})).array();
    assertThatThrownBy(() -> decoder(newer).next())
        .isInstanceOf(MalformedBytesException.class)
        .hasMessageContaining("version 2");
  }
}

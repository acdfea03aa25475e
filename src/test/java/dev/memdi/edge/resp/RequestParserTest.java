package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
  private static final int LONGEST_BULK = 1000;
  private static final long LONGEST_REQUEST = 5000;

  @Test
  void arraysAndLinesMayFollowEachOther() throws Exception {
    assertThat(parse("*2\r\n$3\r\nGET\r\n$1\r\nk\r\nPING hi\r\n*1\r\n$4\r\nPING\r\n"))
        .containsExactly(List.of("GET", "k"), List.of("PING", "hi"), List.of("PING"));
  }

  @Test
  void anyBytesMayStandInAWord() throws Exception {
    assertThat(parse("*2\r\n$4\r\n\r\n$1\r\n$0\r\n\r\n")).containsExactly(List.of("\r\n$1", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "   \r\n", "*0\r\n", "*-1\r\n"})
  void nothingIsNoRequest(String nothing) throws Exception {
    assertThat(parse(nothing + "PING\r\n")).containsExactly(List.of("PING"));
  }

  @Test
  void linesAreReadAsAPersonTypesThem() throws Exception {
    assertThat(parse("SET  \"a b\\x41\\n\\\"\" 'it\\'s \\n' plain\n"))
        .containsExactly(List.of("SET", "a bA\n\"", "it's \\n", "plain"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SET \"a", "SET 'a", "SET \"a\"b", "SET 'a'b", "SET \"a\\"})
  void quotesThatDoNotEndAreRefused(String line) {
    refused(line + "\r\n", "unbalanced quotes in request");
  }

  @ParameterizedTest
  @CsvSource({
    "*x, invalid multibulk length",
    "*, invalid multibulk length",
    "*1048577, invalid multibulk length",
    "*99999999999999999999, invalid multibulk length",
    "*1~x, 'expected ''$'', got ''x'''",
    "*1~$x, invalid bulk length",
    "*1~$-1, invalid bulk length",
    "*1~$1001, invalid bulk length",
    "*1~$999999999999999999, invalid bulk length",
    "*1~$1~abc, a bulk string is longer than announced"
  })
  void whatIsNoRequestIsRefused(String bytes, String why) {
    refused(bytes.replace("~", "\r\n") + "\r\n", why);
  }

  @Test
  void lengthsAreAddedUp() {
    String word = "$1000\r\n" + "x".repeat(1000) + "\r\n";
    refused("*9\r\n" + word.repeat(6), "a request of more than 5000 bytes");
  }

  @Test
  void aLineThatDoesNotEndIsRefusedInTime() {
    refused("x".repeat(64 * 1024), "too big inline request");
    refused("*" + "1".repeat(64 * 1024), "too big mbulk count string");
    refused("*1\r\n$" + "1".repeat(64 * 1024), "too big bulk count string");
  }

  @Property(tries = 200)
  void piecesMakeNoDifference(
      @ForAll @Size(max = 5) List<@Size(min = 1, max = 4) List<byte[]>> requests,
      @ForAll Random random)
      throws Exception {
    ByteBuf whole = Unpooled.buffer();
    for (List<byte[]> words : requests) {
      write(whole, "*" + words.size() + "\r\n");
      for (byte[] word : words) {
        write(whole, "$" + word.length + "\r\n");
        whole.writeBytes(word);
        write(whole, "\r\n");
      }
    }
    RequestParser parser = new RequestParser(LONGEST_BULK, Long.MAX_VALUE);
    List<List<byte[]>> parsed = new ArrayList<>();
    Unread there = new Unread();
    while (whole.isReadable()) {
      there.append(whole.readSlice(1 + random.nextInt(Math.min(9, whole.readableBytes()))));
      for (WireRequest next = parser.next(there); next != null; next = parser.next(there)) {
        parsed.add(next.words().stream().map(word -> word.array().clone()).toList());
      }
    }
    assertThat(parsed).usingRecursiveComparison().isEqualTo(requests);
  }

  @Property(tries = 500)
  void anyBytesAreReadOrRefused(
      @ForAll byte[] bytes, @ForAll @IntRange(min = 0, max = 3) int kind) {
    ByteBuf in = Unpooled.buffer();
    write(in, List.of("", "*", "*3\r\n$", "\"").get(kind));
    in.writeBytes(bytes);
    RequestParser parser = new RequestParser(LONGEST_BULK, LONGEST_REQUEST);
    Unread there = new Unread();
    there.append(in);
    int left = there.length();
    try {
      while (parser.next(there) != null) {
        assertThat(there.length()).isLessThan(left);
        left = there.length();
      }
    } catch (ProtocolException refused) {
      assertThat(refused.getMessage()).isNotBlank().doesNotContain("\r").doesNotContain("\n");
    }
  }

  private static List<List<String>> parse(String text) throws ProtocolException {
    ByteBuf in = Unpooled.buffer();
    write(in, text);
    Unread there = new Unread();
    there.append(in);
    RequestParser parser = new RequestParser(LONGEST_BULK, LONGEST_REQUEST);
    List<List<String>> parsed = new ArrayList<>();
    for (WireRequest next = parser.next(there); next != null; next = parser.next(there)) {
      parsed.add(next.words().stream().map(WireRequest::text).toList());
    }
    assertThat(there.isEmpty()).isTrue();
    return parsed;
  }

  private static void refused(String text, String why) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(ProtocolException.class).hasMessage(why);
  }

  private static void write(ByteBuf to, String text) {
    to.writeCharSequence(text, StandardCharsets.ISO_8859_1);
  }
}

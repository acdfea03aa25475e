package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplyWriterTest {
  @Test
  void whatBothVersionsHave() {
    for (int version : List.of(2, 3)) {
      assertThat(written(version, Reply.OK)).isEqualTo("+OK\r\n");
      assertThat(written(version, Reply.error("ERR no"))).isEqualTo("-ERR no\r\n");
      assertThat(written(version, Reply.integer(-7))).isEqualTo(":-7\r\n");
      assertThat(written(version, Reply.bulk("a\r\nb"))).isEqualTo("$4\r\na\r\nb\r\n");
      assertThat(written(version, Reply.bulk(""))).isEqualTo("$0\r\n\r\n");
      assertThat(written(version, Reply.array(List.of(Reply.OK, Reply.integer(1)))))
          .isEqualTo("*2\r\n+OK\r\n:1\r\n");
    }
  }

  @Test
  void whatTheyWriteDifferently() {
    assertThat(written(2, Reply.NULL)).isEqualTo("$-1\r\n");
    assertThat(written(3, Reply.NULL)).isEqualTo("_\r\n");
    assertThat(written(2, Reply.NULL_ARRAY)).isEqualTo("*-1\r\n");
    assertThat(written(3, Reply.NULL_ARRAY)).isEqualTo("_\r\n");
    Reply map = Reply.map(Map.of("k", Reply.integer(1)));
    assertThat(written(2, map)).isEqualTo("*2\r\n$1\r\nk\r\n:1\r\n");
    assertThat(written(3, map)).isEqualTo("%1\r\n$1\r\nk\r\n:1\r\n");
    Reply set = Reply.set(List.of(Reply.integer(1)));
    assertThat(written(2, set)).isEqualTo("*1\r\n:1\r\n");
    assertThat(written(3, set)).isEqualTo("~1\r\n:1\r\n");
    assertThat(written(2, Reply.verbatim("é"))).isEqualTo("$2\r\né\r\n");
    assertThat(written(3, Reply.verbatim("é"))).isEqualTo("=6\r\ntxt:é\r\n");
  }

  @Test
  void whatAClientSentDoesNotEndAnErrorEarly() {
    assertThat(written(2, Reply.error("ERR unknown 'a\r\n+OK\r\n'")))
        .isEqualTo("-ERR unknown 'a  +OK  '\r\n");
  }

  private static String written(int version, Reply reply) {
    ReplyWriter out = new ReplyWriter(version);
    reply.write(out);
    return out.toBuffer(UnpooledByteBufAllocator.DEFAULT).toString(StandardCharsets.UTF_8);
  }
}

package dev.memdi.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "*, x, true",
        "h?llo, hello, true",
        "h?llo, hllo, false",
        "h*llo, heeeello, true",
        "h[ae]llo, hallo, true",
        "h[ae]llo, hillo, false",
        "h[^e]llo, hello, false",
        "h[a-c]llo, hbllo, true",
        "h[c-a]llo, hbllo, true",
        "h\\*llo, h*llo, true",
        "h\\*llo, hello, false",
        "[\\]]x, ]x, true",
        "*a*b*c, xaybzc, true",
        "*a*b*c, xaybz, false",
        "abc, abcd, false",
        "abcd, abc, false",
        "abc*, abc, true"
      })
  void matches(String pattern, String text, boolean matches) {
    assertThat(Glob.of(Bytes.utf8(pattern)).matches(Bytes.utf8(text))).isEqualTo(matches);
  }

  @Test
  void knowsWhatAllMatchesBeginWith() {
    assertThat(Glob.of(Bytes.utf8("user:*")).prefix()).isEqualTo(Bytes.utf8("user:"));
    assertThat(Glob.of(Bytes.utf8("us[e]r")).prefix()).isEqualTo(Bytes.utf8("us"));
    assertThat(Glob.of(Bytes.utf8("user")).prefix()).isEqualTo(Bytes.utf8("user"));
  }

  @Test
  void isNotSlowOnAMaliciousPattern() {
    Glob glob = Glob.of(Bytes.utf8("a*".repeat(200) + "b"));
    Bytes text = Bytes.utf8("a".repeat(1000));
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(1), () -> assertThat(glob.matches(text)).isFalse());
  }
}

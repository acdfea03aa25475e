package dev.memdi.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.api.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PercentCodingTest {

  @Property(tries = 300)
  void anyBytesComeBackFromASegmentAndFromAQuery(@ForAll byte[] bytes) {
    String text = PercentCoding.encode(Bytes.copyOf(bytes));
    assertThat(text).matches("([A-Za-z0-9._~-]|%[0-9A-F]{2})*");
    assertThat(PercentCoding.decodeSegment(text)).contains(Bytes.copyOf(bytes));
    assertThat(PercentCoding.decodeForm(text)).contains(Bytes.copyOf(bytes));
  }

  @Test
  void aBadEscapeIsNoByte() {
    for (String text : new String[] {"%", "%a", "a%", "%zz", "%-1", "%+1", "%\u0661\u0661", "ä"}) {
      assertThat(PercentCoding.decodeSegment(text)).as(text).isEmpty();
    }
  }

  @Test
  void aPlusIsASpaceInAFormOnly() {
    assertThat(PercentCoding.decodeSegment("a+b")).contains(Bytes.utf8("a+b"));
    assertThat(PercentCoding.decodeForm("a+b")).contains(Bytes.utf8("a b"));
  }
}

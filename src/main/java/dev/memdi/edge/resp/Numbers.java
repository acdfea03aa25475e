package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.api.Step;
import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as Redis reads them: without a plus, leading zeros or space. */
final class Numbers {
  private static final int LONGEST = 20;
  private static final int LONGEST_DECIMAL = 2 * Step.AddDecimal.WHOLE + 16;

  private Numbers() {}

  /** A signed 64-bit integer. */
  static Optional<Long> integer(Bytes word) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return Optional.empty();
    }
    String text = WireRequest.text(word);
    try {
      long number = Long.parseLong(text);
      return Long.toString(number).equals(text) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A decimal that is calculated with. */
  static Optional<BigDecimal> decimal(Bytes word) {
    if (word.length() > LONGEST_DECIMAL) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(WireRequest.text(word));
      return Step.AddDecimal.isWithin(number) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}

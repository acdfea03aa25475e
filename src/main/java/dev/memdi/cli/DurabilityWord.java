package dev.memdi.cli;

import dev.memdi.api.Durability;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A durability as it is written in the settings. */
final class DurabilityWord implements ITypeConverter<Durability> {
  @Override
  public Durability convert(String word) {
    return Stream.of(Durability.values())
        .filter(durability -> of(durability).equals(word))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "'%s' is not %s"
                    .formatted(
                        word,
                        Stream.of(Durability.values())
                            .map(DurabilityWord::of)
                            .collect(Collectors.joining(" or ")))));
  }

  static String of(Durability durability) {
    return durability.name().toLowerCase(Locale.ROOT);
  }
}

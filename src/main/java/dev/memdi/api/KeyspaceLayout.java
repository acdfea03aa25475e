package dev.memdi.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What of a cluster's keyspaces stays as it is for as long as there is data: their order, and of
 * each its name, its shards and its durability. Others may only follow. As text, {@code
 * default:8:sync,cache:4:memory}.
 */
public record KeyspaceLayout(List<Part> parts) {
  private static final Pattern PART = Pattern.compile("([^:]+):([0-9]{1,4}):([a-z]+)");

  public KeyspaceLayout {
    parts = List.copyOf(parts);
  }

  /** One keyspace's. */
  public record Part(String name, int shards, Durability durability) {
    /** As in {@code cache:4:memory}. */
    @Override
    public String toString() {
      return name + ":" + shards + ":" + durability.name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads what {@link #toString} wrote; empty if it is something else. */
  public static Optional<KeyspaceLayout> parse(String text) {
    List<Part> parts = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      Matcher matcher = PART.matcher(each);
      if (!matcher.matches() || !Keyspace.isName(matcher.group(1))) {
        return Optional.empty();
      }
      try {
        parts.add(
            new Part(
                matcher.group(1),
                Integer.parseInt(matcher.group(2)),
                Durability.valueOf(matcher.group(3).toUpperCase(Locale.ROOT))));
      } catch (IllegalArgumentException e) { // a durability of a later version
        return Optional.empty();
      }
    }
    return Optional.of(new KeyspaceLayout(parts));
  }

  /**
   * Why this one can't go on where {@code earlier} was, if it can't: in words, {@code earlier}
   * being called {@code then} and this one {@code now}.
   */
  public Optional<String> breakWith(KeyspaceLayout earlier, String then, String now) {
    return parts.size() < earlier.parts.size()
        ? conflict(earlier, then, now)
            .or(() ->
                Optional.of(
                    "keyspace %s is %s and missing %s"
                        .formatted(earlier.parts.get(parts.size()), then, now)))
        : conflict(earlier, then, now);
  }

  /** The first place where the two say different things; one may go on where the other ends. */
  public Optional<String> conflict(KeyspaceLayout other, String there, String here) {
    for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
      if (!parts.get(i).equals(other.parts.get(i))) {
        return Optional.of(
            "keyspace %d is %s %s and %s %s"
                .formatted(i + 1, other.parts.get(i), there, parts.get(i), here));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return parts.stream().map(Part::toString).collect(Collectors.joining(","));
  }
}

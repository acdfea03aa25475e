package dev.memdi.config;

import java.util.Optional;

/** A host, by name or number, and a port. */
public record Address(String host, int port) {

  /** Reads {@code host:port} or {@code [ipv6]:port}; empty if {@code text} is neither. */
  public static Optional<Address> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
    if (bracketed ? host.chars().anyMatch(Character::isWhitespace) : !isPlainHost(host)) {
      return Optional.empty();
    }
    String digits = text.substring(colon + 1);
    if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(Address::isDigit)) {
      return Optional.empty();
    }
    int port = Integer.parseInt(digits);
    return port < 1 || port > 65535
        ? Optional.empty()
        : Optional.of(new Address(bracketed ? host.substring(1, host.length() - 1) : host, port));
  }

  static boolean isPlainHost(String host) {
    return !host.isEmpty()
        && host.chars().noneMatch(c -> c <= ' ' || c == ':' || c == '/' || c == '[' || c == ']');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}

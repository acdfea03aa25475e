package dev.memdi.edge.resp;

import dev.memdi.config.Address;
import java.util.Optional;

/** Where a node's clients reach it, as Redis writes it: without brackets. */
record RedisAddress(String host, int port) {
  /** Empty for a text that is no address. */
  static Optional<RedisAddress> parse(String text) {
    return Address.parse(text).map(address -> new RedisAddress(address.host(), address.port()));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}

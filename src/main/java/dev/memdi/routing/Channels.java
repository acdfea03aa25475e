package dev.memdi.routing;

import dev.memdi.api.Bytes;

/**
 * Messages to whoever listens at any node now: kept nowhere, repeated never. Each node hears a
 * message once or not at all; those of one node in the order in which they were published there,
 * unless some of them are larger than an ordinary frame. For any thread, never blocks.
 */
public interface Channels {
  void publish(Bytes channel, Bytes message);

  /** Tells {@code listener} every message from now on. */
  void listen(Listener listener);

  /** Hears messages, one after the other. */
  interface Listener {
    void heard(Bytes channel, Bytes message);
  }
}

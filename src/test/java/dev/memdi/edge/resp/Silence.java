package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.routing.Channels;

/** Nobody says anything, and nobody hears it. */
final class Silence implements Channels {
  @Override
  public void publish(Bytes channel, Bytes message) {}

  @Override
  public void listen(Listener listener) {}
}

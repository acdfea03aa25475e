package dev.memdi.store;

import org.apache.pekko.actor.typed.ActorRef;

/** How answers get to whoever asked, who may be on another node and get a large one. */
public interface Delivery {
  /** Tells them as any message is told: for answers that stay on this node, or are small. */
  Delivery DIRECT = Delivery::tell;

  /** A message of about so many bytes. */
  <T> void deliver(ActorRef<T> to, T message, int sizeEstimate);

  private static <T> void tell(ActorRef<T> to, T message, int sizeEstimate) {
    to.tell(message);
  }
}

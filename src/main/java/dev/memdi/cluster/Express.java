package dev.memdi.cluster;

import org.apache.pekko.actor.typed.ActorRef;

/**
 * A way to other nodes beside Pekko's remoting, which it may take a message from or not. For use by
 * any thread.
 */
public interface Express {
  /** Takes nothing: everything goes by Pekko's remoting. */
  Express NONE = Express::decline;

  /**
   * Sends a message of about {@code sizeEstimate} bytes to an actor of another node, where it may
   * be lost as on any network. Two messages to one node that are both taken arrive in order.
   *
   * @return false if it was not taken: the other node is not reached this way, or too much is on
   *     its way there
   */
  <T> boolean send(ActorRef<T> to, T message, int sizeEstimate);

  private static <T> boolean decline(ActorRef<T> to, T message, int sizeEstimate) {
    return false;
  }
}

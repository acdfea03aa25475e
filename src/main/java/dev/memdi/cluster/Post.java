package dev.memdi.cluster;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Sends messages of any size to actors of any node: large ones by way of the receiving node's
 * {@link Bulk}. Of two messages to one actor, a large one and a small one, either may come first.
 * For use by any thread.
 */
public final class Post {
  /**
   * An ordinary frame holds 256 KiB; what is over this goes as large, which leaves room for the
   * envelope and for estimates that are a little low.
   */
  public static final int LARGE_BYTES = 192 * 1024;

  private final ActorRefResolver resolver;

  public Post(ActorSystem<?> system) {
    this.resolver = ActorRefResolver.get(system);
  }

  /**
   * @param sizeEstimate about how many bytes the message takes
   */
  public <T> void send(ActorRef<T> to, T message, int sizeEstimate) {
    Address node = to.path().address();
    boolean remote = node.hasGlobalScope();
    if (remote && sizeEstimate > LARGE_BYTES) {
      Bulk.at(node, resolver).tell(new Bulk.Parcel<>(to, message));
    } else {
      to.tell(message);
    }
  }
}

package dev.memdi.cluster;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * Sends messages of any size to actors of any node: those that take more than three quarters of an
 * ordinary frame (192 KiB of 256) by way of the receiving node's {@link Bulk}, others by {@link
 * Express} if that takes them. Of two messages to one actor that go different ways, either may come
 * first. For use by any thread.
 */
public final class Post {
  private static final String FRAME = "pekko.remote.artery.advanced.maximum-frame-size";

  private final ActorRefResolver resolver;
  private final Express express;
  private final long largestOrdinary;

  /** A post that has Pekko's remoting only. */
  public Post(ActorSystem<?> system) {
    this(system, Express.NONE);
  }

  public Post(ActorSystem<?> system, Express express) {
    this.express = express;
    this.resolver = ActorRefResolver.get(system);
    // leaves room for the envelope, and for estimates that are a little low
    this.largestOrdinary = system.settings().config().getBytes(FRAME) / 4 * 3;
  }

  /** Sends a message that takes about {@code sizeEstimate} bytes. */
  public <T> void send(ActorRef<T> to, T message, int sizeEstimate) {
    Address node = to.path().address();
    boolean remote = node.hasGlobalScope();
    if (remote && sizeEstimate > largestOrdinary) {
      Bulk.at(node, resolver).tell(new Bulk.Parcel<>(to, message));
    } else if (!remote || !express.send(to, message, sizeEstimate)) {
      to.tell(message);
    }
  }
}

package dev.memdi.store;

import dev.memdi.api.Answers;
import org.apache.pekko.actor.typed.ActorRef;

/** How answers get to whoever asked, who may be on another node and get a large one. */
public interface Delivery {
  /** Tells them as any message is told: for answers that stay on this node, or are small. */
  Delivery DIRECT = ActorRef::tell;

  void deliver(ActorRef<Answers> to, Answers answers);
}

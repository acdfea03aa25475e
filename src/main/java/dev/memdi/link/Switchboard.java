package dev.memdi.link;

import dev.memdi.cluster.Express;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;

/** The links that there are, by the address of the node at their other end. */
public final class Switchboard implements Express {
  private final Map<Address, Link> links = new ConcurrentHashMap<>();

  @Override
  public <T> boolean send(ActorRef<T> to, T message, int sizeEstimate) {
    Link link = links.get(to.path().address());
    return link != null && link.send(to, message, sizeEstimate);
  }

  void connect(Address node, Link link) {
    links.put(node, link);
  }

  /** Forgets the link, unless another has taken its place. */
  void disconnect(Address node, Link link) {
    links.remove(node, link);
  }

  /** Whether that node is reached. */
  boolean reaches(Address node) {
    return links.containsKey(node);
  }
}

package dev.memdi.cluster;

import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Leave;

/** The ways out of the cluster. Each begins and returns; the view tells when it is done. */
public final class Departure {
  private final Cluster cluster;
  private final String system;

  public Departure(ActorSystem<?> system) {
    this.cluster = Cluster.get(system);
    this.system = system.name();
  }

  /** This node leaves and, once it is out, stops. */
  public void leave() {
    cluster.manager().tell(new Leave(cluster.selfMember().address()));
  }

  /** Asks the node at {@code address} ({@code host:port}) to leave and stop: it must be alive. */
  public void leave(String address) {
    cluster.manager().tell(new Leave(parse(address)));
  }

  /**
   * Declares the node at {@code address} dead: it is out even if it does not answer. If it lives,
   * it stops as soon as it hears of it.
   */
  public void down(String address) {
    cluster.manager().tell(new Down(parse(address)));
  }

  private Address parse(String address) {
    return AddressFromURIString.parse("pekko://" + system + "@" + address);
  }
}

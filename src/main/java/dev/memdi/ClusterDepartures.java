package dev.memdi;

import dev.memdi.cluster.Departure;
import dev.memdi.routing.Departures;

/** The ways out of a real cluster, Pekko's. */
final class ClusterDepartures implements Departures {
  private final Departure departure;

  ClusterDepartures(Departure departure) {
    this.departure = departure;
  }

  @Override
  public void leave() {
    departure.leave();
  }

  @Override
  public void remove(String address) {
    departure.down(address);
  }
}

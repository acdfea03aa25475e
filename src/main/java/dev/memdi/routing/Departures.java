package dev.memdi.routing;

/**
 * The ways out of the cluster. Each begins and returns; whoever waits for the end sees it in the
 * view.
 */
public interface Departures {
  /** For a node that is in no cluster which it could leave. */
  Departures NONE =
      new Departures() {
        @Override
        public void leave() {}

        @Override
        public void remove(String address) {}
      };

  /** This node leaves the cluster and then stops; harmless if it is on its way already. */
  void leave();

  /** The node at {@code address} ({@code host:port}), which does not answer, is taken out. */
  void remove(String address);
}

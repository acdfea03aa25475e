package dev.memdi.sim.world;

import org.apache.pekko.Done;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.remote.RemoteActorRef;
import org.apache.pekko.remote.RemoteActorRefProvider;
import org.apache.pekko.remote.RemoteTransport;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Set;
import scala.concurrent.Future;

/** Pekko remoting's transport, where Artery would be: it hands everything to the network. */
final class SimTransport extends RemoteTransport {
  private final Life life;
  private final Set<Address> addresses;

  SimTransport(ExtendedActorSystem system, RemoteActorRefProvider provider, Life life) {
    super(system, provider);
    this.life = life;
    this.addresses = new Set.Set1<>(life.node().address());
  }

  @Override
  public void send(Object message, @Nullable ActorRef sender, RemoteActorRef recipient) {
    World world = life.node().world();
    if (world.home().admits("a message") && !life.ended()) {
      world.network().send(life, message, sender, recipient.path());
    }
  }

  /**
   * Traced, but not enforced: within Pekko Cluster only downing puts a node into quarantine, and
   * then the node is gone.
   */
  @Override
  public void quarantine(Address peer, Option<Object> uid, String reason) {
    SimNode node = life.node();
    node.world().trace().note(node.world().nanos(), node.name(), "gives up " + peer);
  }

  @Override
  public void start() {}

  @Override
  public Future<Done> shutdown() {
    return Future.successful(Done.getInstance());
  }

  @Override
  public Set<Address> addresses() {
    return addresses;
  }

  @Override
  public Address defaultAddress() {
    return life.node().address();
  }

  @Override
  public Address localAddressForRemote(Address remote) {
    return life.node().address();
  }

  @Override
  public LoggingAdapter log() {
    return provider().log();
  }
}

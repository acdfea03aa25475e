package dev.memdi;

import com.typesafe.config.Config;
import dev.memdi.api.Clock;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.cluster.Departure;
import dev.memdi.cluster.Downing;
import dev.memdi.cluster.Express;
import dev.memdi.cluster.Joining;
import dev.memdi.cluster.KeyspacesAgree;
import dev.memdi.cluster.Lifelines;
import dev.memdi.cluster.Members;
import dev.memdi.config.ClusterSettings;
import dev.memdi.config.Settings;
import dev.memdi.link.Links;
import dev.memdi.link.Switchboard;
import dev.memdi.routing.Departures;
import java.util.SplittableRandom;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What lies between Pekko Cluster and a node's actors, in both directions. */
final class ClusterLink {
  private final ActorSystem<?> system;
  private final NodeId self;
  private final Clock clock;
  private final ClusterSettings settings;
  private final Switchboard switchboard = new Switchboard();
  private final Departure departure;
  private volatile ClusterView latest = ClusterView.EMPTY;

  ClusterLink(ActorSystem<?> system, NodeId self, Clock clock, ClusterSettings settings) {
    this.system = system;
    this.self = self;
    this.clock = clock;
    this.settings = settings;
    this.departure = new Departure(system);
  }

  /** The links to other nodes, as far as there are any. */
  Express express() {
    return switchboard;
  }

  /** How a node gets out of the cluster. */
  Departures departures() {
    return new Departures() {
      @Override
      public void leave() {
        departure.leave();
      }

      @Override
      public void remove(String address) {
        departure.down(address);
      }
    };
  }

  /** The cluster as this node has seen it last. */
  ClusterView view() {
    return latest;
  }

  /** Joins, and tells the node's actors who is there, and whose connection has closed. */
  void follow(ActorRef<NodeGuardian.Command> guardian) {
    ActorRef<Downing.Command> downing =
        system.systemActorOf(Downing.create(departure), "memdi-downing", Props.empty());
    ActorRef<Lifelines.Command> lifelines =
        system.systemActorOf(
            Lifelines.create(
                self,
                new SplittableRandom(~self.incarnation()),
                lost -> guardian.tell(new NodeGuardian.ConnectionLost(lost)),
                vacant -> downing.tell(new Downing.Vacant(vacant))),
            "memdi-lifelines",
            Props.empty());
    ActorRef<Links.Command> links =
        system.systemActorOf(
            links(), Links.NAME, DispatcherSelector.fromConfig(Settings.DATA_PATH));
    ActorRef<ClusterView> views =
        system.systemActorOf(
            Behaviors.receiveMessage(view -> {
              latest = view;
              guardian.tell(new NodeGuardian.ViewChanged(view));
              lifelines.tell(new Lifelines.ViewChanged(view));
              downing.tell(new Downing.ViewChanged(view));
              links.tell(new Links.ViewChanged(view));
              return Behaviors.same();
            }),
            "memdi-views",
            Props.empty());
    KeyspacesAgree.sayWhenKeptOut(system);
    system.systemActorOf(Members.create(views), "memdi-members", Props.empty());
    system.systemActorOf(Joining.create(clock, settings.seeds()), "memdi-joining", Props.empty());
  }

  /** None beside an encrypted remoting, for they are not. */
  private Behavior<Links.Command> links() {
    Config artery = system.settings().config().getConfig("pekko.remote.artery");
    if (!settings.link().enabled() || !artery.getString("transport").equals("tcp")) {
      return Behaviors.ignore();
    }
    String bound = artery.getString("bind.hostname");
    String listenAt = bound.isEmpty() ? settings.host() : bound;
    return Links.create(self, settings.link(), listenAt, switchboard);
  }
}

package dev.memdi.cluster;

import dev.memdi.api.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.GetCurrentState;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Tells its receiver the cluster's nodes as this one sees them, at once and at every change, and
 * says in the log what changed.
 */
public final class Members {
  public sealed interface Command {}

  /** Something changed; what, the state says that is asked for next. */
  private record Changed() implements Command {}

  private record Current(CurrentClusterState state) implements Command {}

  private Members() {}

  public static Behavior<Command> create(ActorRef<ClusterView> receiver) {
    return Behaviors.setup(context -> {
      Cluster cluster = Cluster.get(context.getSystem());
      ActorRef<CurrentClusterState> states =
          context.messageAdapter(CurrentClusterState.class, Current::new);
      cluster
          .subscriptions()
          .tell(
              Subscribe.create(
                  context.messageAdapter(MemberEvent.class, event -> new Changed()),
                  MemberEvent.class));
      cluster
          .subscriptions()
          .tell(
              Subscribe.create(
                  context.messageAdapter(ReachabilityEvent.class, event -> new Changed()),
                  ReachabilityEvent.class));
      cluster.subscriptions().tell(new GetCurrentState(states));
      return following(context, cluster, states, receiver, ClusterView.EMPTY, List.of());
    });
  }

  private static Behavior<Command> following(
      ActorContext<Command> context,
      Cluster cluster,
      ActorRef<CurrentClusterState> states,
      ActorRef<ClusterView> receiver,
      ClusterView last,
      List<String> lastConflicts) {
    return Behaviors.receiveMessage(command ->
        switch (command) {
          case Changed changed -> {
            // From whoever sent the event, so what it answers is no older than the event. What
            // the extension itself offers (Cluster.state) may be: it follows the same events.
            cluster.subscriptions().tell(new GetCurrentState(states));
            yield Behaviors.same();
          }
          case Current current -> {
            Member self = cluster.selfMember();
            List<Member> members = new ArrayList<>();
            current.state().getMembers().forEach(members::add);
            List<String> conflicts = KeyspacesRole.conflicts(self, members);
            members.removeIf(member -> KeyspacesRole.conflict(self, member).isPresent());
            ClusterView view = view(members, current.state().getUnreachable());
            if (view.equals(last) && conflicts.equals(lastConflicts)) {
              yield Behaviors.same();
            }
            conflicts.stream()
                .filter(why -> !lastConflicts.contains(why))
                .forEach(context.getLog()::error);
            ViewNews.between(last, view)
                .forEach(line -> context.getLog().atLevel(line.level()).log(line.text()));
            receiver.tell(view);
            yield following(context, cluster, states, receiver, view, conflicts);
          }
        });
  }

  /**
   * The nodes among {@code members}: those that tell of themselves in a {@link NodeRole}. Of a
   * node's lives, one that is on its way out is left out as soon as another is there, for then it
   * is over.
   */
  static ClusterView view(Iterable<Member> members, Set<Member> unreachable) {
    List<ClusterView.Node> nodes = new ArrayList<>();
    for (Member member : members) {
      role(member)
          .ifPresent(role ->
              nodes.add(
                  new ClusterView.Node(
                      role.id(),
                      address(member),
                      role.http(),
                      role.resp(),
                      !unreachable.contains(member),
                      isLeaving(member.status()))));
    }
    Set<String> alive =
        nodes.stream()
            .filter(n -> !n.leaving())
            .map(n -> n.id().name())
            .collect(Collectors.toSet());
    nodes.removeIf(n -> n.leaving() && alive.contains(n.id().name()));
    return new ClusterView(nodes);
  }

  private static Optional<NodeRole> role(Member member) {
    return member.getRoles().stream().map(NodeRole::decode).flatMap(Optional::stream).findFirst();
  }

  private static String address(Member member) {
    return member.address().getHost().orElse("") + ":" + member.address().getPort().orElse(0);
  }

  private static boolean isLeaving(MemberStatus status) {
    return status.equals(MemberStatus.leaving())
        || status.equals(MemberStatus.exiting())
        || status.equals(MemberStatus.down())
        || status.equals(MemberStatus.removed());
  }
}

package dev.memdi.routing;

import dev.memdi.api.Clock;
import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import dev.memdi.api.Status;
import dev.memdi.cluster.Post;
import dev.memdi.config.ClusterSettings;
import dev.memdi.raft.Replicator;
import dev.memdi.raft.core.Peer;
import dev.memdi.routing.Administration.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A node's clerk: tells how the node is, asks its colleagues on other nodes how theirs are, and
 * does what an operator wants done. Decides nothing that safety rests on: what it wants of a shard,
 * it asks of the shard's leader.
 *
 * <p>Removes a node in steps that may be repeated and done by several administrators at once: all
 * learn that its incarnation is unwanted, tell each other and their replicas, so that whoever leads
 * takes it out of the shard; when no shard has it any more, it leaves, or is told to.
 */
public final class Administrator extends AbstractBehavior<Administrator.Command> {
  /** The administrator's name among its node's actors. */
  public static final String NAME = "administrator";

  static final String PATH = "/system/memdi/" + NAME;

  /** How often a removal is pushed on. */
  static final Duration TICK = Duration.ofSeconds(1);

  public sealed interface Command {}

  /** A message between administrators: {@link AdministratorSerializer} has its codec. */
  public sealed interface Remote extends Command {}

  /** Asks how the receiver's node is; {@code survey} is the sender's number of the question. */
  record Describe(long survey, ActorRef<Command> replyTo) implements Remote {}

  record Report(long survey, Status.Node node) implements Remote {}

  /** Asks what the receiver's node has noted of lost writes. */
  record DescribeLosses(long survey, ActorRef<Command> replyTo) implements Remote {}

  record LossReport(long survey, Status.NodeLosses losses) implements Remote {}

  /** An operator wants these incarnations out. */
  record Unwant(SortedSet<NodeId> nodes) implements Remote {
    Unwant {
      nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    }
  }

  /** That incarnation, and no other at its address, shall leave the cluster. */
  record Leave(NodeId node) implements Remote {}

  public record ViewChanged(ClusterView view) implements Command {}

  /** See {@link Administration#node}; {@code whenDone} runs on this actor's thread. */
  record TellNode(Consumer<Status.Node> whenDone) implements Command {}

  record TellCluster(Consumer<Status.Cluster> whenDone) implements Command {}

  record TellLosses(Consumer<Status.Losses> whenDone) implements Command {}

  record TransferLeadership(int shard, String node, Consumer<Verdict> whenDone)
      implements Command {}

  record RemoveNode(String node, Consumer<Verdict> whenDone) implements Command {}

  private record SurveyOver(long survey) implements Command {}

  private record LossSurveyOver(long survey) implements Command {}

  private record Tick() implements Command {}

  /**
   * What an administrator works with.
   *
   * @param board tells of this node's replicas
   * @param losses tells what they had to take out of their logs
   * @param unwanted is told which incarnations operators want out, whenever that changes
   */
  public record Parts(
      Peer self,
      Clock clock,
      ClusterSettings settings,
      Supplier<Status.Node> board,
      Supplier<Status.NodeLosses> losses,
      Consumer<SortedSet<NodeId>> unwanted,
      Departures departures,
      NodeRefs refs) {}

  private final Parts parts;
  private final NodeId self;
  private final Post post;
  private final Removals removals;
  private final Expulsion expulsion;
  private final Standing standing;
  private final Inquiry<Status.Node> nodes;
  private final Inquiry<Status.NodeLosses> losses;
  private ClusterView view = ClusterView.EMPTY;

  private Administrator(
      ActorContext<Command> context, TimerScheduler<Command> timers, Parts parts) {
    super(context);
    this.parts = parts;
    this.self = parts.self().id();
    this.post = new Post(context.getSystem());
    this.removals = new Removals(parts.settings());
    this.expulsion = new Expulsion(removals, parts, context.getSelf(), context.getLog());
    this.standing = new Standing(self, parts.clock(), parts.settings(), parts.board());
    this.nodes =
        new Inquiry<>(
            self,
            this::ownReport,
            number -> new Describe(number, context.getSelf()),
            SurveyOver::new,
            timers,
            parts.refs());
    this.losses =
        new Inquiry<>(
            self,
            parts.losses(),
            number -> new DescribeLosses(number, context.getSelf()),
            LossSurveyOver::new,
            timers,
            parts.refs());
    timers.startTimerWithFixedDelay(Tick.class, new Tick(), TICK, TICK);
  }

  public static Behavior<Command> create(Parts parts) {
    return Behaviors.withTimers(
        timers -> Behaviors.setup(context -> new Administrator(context, timers, parts)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Describe(long survey, ActorRef<Command> replyTo) -> {
        Status.Node node = ownReport();
        post.send(replyTo, new Report(survey, node), AdministratorSerializer.sizeEstimate(node));
      }
      case Report(long survey, Status.Node node) -> nodes.answered(survey, node.id(), node);
      case DescribeLosses(long survey, ActorRef<Command> replyTo) -> {
        Status.NodeLosses own = parts.losses().get();
        post.send(replyTo, new LossReport(survey, own), AdministratorSerializer.sizeEstimate(own));
      }
      case LossReport(long survey, Status.NodeLosses report) ->
          losses.answered(survey, report.node(), report);
      case TellLosses(Consumer<Status.Losses> whenDone) -> surveyLosses(whenDone);
      case LossSurveyOver(long survey) -> losses.close(survey);
      case Unwant unwant -> expulsion.tellUnwanted(removals.learn(unwant.nodes(), view));
      case Leave(NodeId node) -> {
        if (node.equals(self)) {
          getContext().getLog().info("this node leaves the cluster: an operator removed it");
          parts.departures().leave();
        }
      }
      case ViewChanged(ClusterView changed) -> {
        view = changed;
        expulsion.tellUnwanted(removals.forgetGone(view));
      }
      case TellNode(Consumer<Status.Node> whenDone) -> whenDone.accept(ownReport());
      case TellCluster(Consumer<Status.Cluster> whenDone) ->
          survey(
              findings -> whenDone.accept(Standing.cluster(view, removals.unwanted(), findings)));
      case TransferLeadership transfer -> transfer(transfer);
      case RemoveNode remove -> remove(remove);
      case SurveyOver(long survey) -> nodes.close(survey);
      case Tick() -> tick();
    }
    return this;
  }

  private Status.Node ownReport() {
    return standing.node(view, removals.unwanted());
  }

  /** Tells what was lost, and names those that did not answer. */
  private void surveyLosses(Consumer<Status.Losses> whenDone) {
    losses.begin(
        view,
        reports ->
            whenDone.accept(
                new Status.Losses(
                    List.copyOf(reports.values()),
                    view.nodes().stream()
                        .map(ClusterView.Node::id)
                        .filter(id -> !reports.containsKey(id))
                        .toList())));
  }

  private void survey(Consumer<Findings> whenDone) {
    nodes.begin(
        view,
        reports -> {
          reports.keySet().removeIf(id -> !id.equals(self) && view.node(id).isEmpty());
          Findings findings = new Findings(parts.settings().keyspaces().shards(), view, reports);
          standing.found(findings);
          whenDone.accept(findings);
        });
  }

  // ---- leadership

  private void transfer(TransferLeadership command) {
    int shard = command.shard();
    Optional<ClusterView.Node> target = view.named(command.node());
    if (shard < 0 || shard >= parts.settings().keyspaces().shards()) {
      command.whenDone().accept(new Verdict.NotFound("there is no shard " + shard));
    } else if (target.isEmpty()) {
      command.whenDone().accept(noSuchNode(command.node()));
    } else {
      NodeId node = target.get().id();
      survey(findings -> command.whenDone().accept(transfer(shard, node, findings)));
    }
  }

  private Verdict transfer(int shard, NodeId target, Findings findings) {
    Handover handover = Handover.of(shard, target, view, findings);
    for (Peer replica : handover.toBeTold()) {
      parts.refs().replicator(shard, replica).tell(new Replicator.HandOver(Optional.of(target)));
    }
    return handover.verdict();
  }

  private static Verdict noSuchNode(String name) {
    return new Verdict.NotFound("there is no node " + name);
  }

  // ---- removal

  private void remove(RemoveNode command) {
    Optional<ClusterView.Node> node = view.named(command.node());
    if (node.isEmpty()) {
      command.whenDone().accept(noSuchNode(command.node()));
    } else {
      survey(
          findings -> command.whenDone().accept(expulsion.remove(node.get().id(), view, findings)));
    }
  }

  /** Shards that have their copies without this node, or a keyspace that others do not know yet. */
  private boolean mayLackWhatIsElsewhere() {
    return view.nodes().size() > parts.settings().replicas()
        || parts.settings().keyspaces().inOrder().size() > 1;
  }

  /** Findings age: a node that is ready by the light of them goes on asking for new ones. */
  private boolean dependsOnFindings() {
    return mayLackWhatIsElsewhere() && !standing.isReadyByItself(view);
  }

  private void tick() {
    removals.tick(view);
    expulsion.tellOthers(view);
    if (!removals.seenOutBy(self, view).isEmpty() || dependsOnFindings()) {
      survey(findings ->
          removals.seenOutBy(self, view).forEach(node -> expulsion.release(node, view, findings)));
    }
  }
}

package dev.memdi.cluster;

import dev.memdi.api.Clock;
import dev.memdi.config.Address;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/**
 * Joins the cluster through the seeds and, as long as this node sees no other, says in the log whom
 * it waits for and what to do about it. Stops when there is nobody left to wait for.
 *
 * <p>The first of the seeds founds a new cluster if no other answers for a while, or as soon as all
 * others say that they are in none; the others never do. So a cluster has one beginning.
 */
public final class Joining extends AbstractBehavior<Joining.Command> {
  public sealed interface Command {}

  private record Look() implements Command {}

  private record Probed(Address seed, SilentConnection.Event event) implements Command {}

  /**
   * Pekko asks the seeds anew only after {@code seed-node-timeout}, which is as long as the first
   * of them waits before it founds a cluster; that should be long, and this short.
   */
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);

  /**
   * How long the first seed asks as often, for nodes that start together with it. To ask anew is to
   * wait anew, so it has to stop that some time to found a cluster alone.
   */
  private static final Duration FIRST_ASKS_FOR = Duration.ofMillis(1500);

  private static final Duration FIRST_REPORT = Duration.ofSeconds(5);
  private static final Duration RAREST_REPORT = Duration.ofMinutes(1);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  private final Clock clock;
  private final Cluster cluster;
  private final SeedReport report;
  private final JoinSeedNodes join;
  private final boolean first;
  private final long begun;
  private Duration nextReport = FIRST_REPORT;
  private boolean member;
  private Map<Address, SilentConnection.Event> answers = new TreeMap<>(SeedReport.ORDER);

  private Joining(ActorContext<Command> context, Clock clock, List<Address> configured) {
    super(context);
    context.setLoggerName(Joining.class); // a timer would give it a wrong one
    this.clock = clock;
    this.begun = clock.nanos();
    this.cluster = Cluster.get(context.getSystem());
    String own = cluster.selfMember().address().hostPort();
    Address self = Address.parse(own.substring(own.indexOf('@') + 1)).orElseThrow();
    List<Address> seeds = configured.isEmpty() ? List.of(self) : configured;
    this.report = new SeedReport(self, seeds);
    this.first = seeds.getFirst().equals(self);
    String system = context.getSystem().name();
    this.join =
        new JoinSeedNodes(
            seeds.stream()
                .map(seed -> AddressFromURIString.parse("pekko://" + system + "@" + seed))
                .toList());
  }

  /**
   * Joins at once.
   *
   * @param seeds the same on every node; if there are none, this node founds a cluster of its own
   */
  public static Behavior<Command> create(Clock clock, List<Address> seeds) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> new Joining(context, clock, seeds).start(timers)));
  }

  private Behavior<Command> start(TimerScheduler<Command> timers) {
    cluster.manager().tell(join);
    timers.startTimerWithFixedDelay(new Look(), LOOK_INTERVAL);
    return this;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::on).build();
  }

  private Behavior<Command> on(Command command) {
    switch (command) {
      case Look due -> {
        return look();
      }
      case Probed probed -> {
        answers.put(probed.seed(), probed.event());
        if (answers.size() == report.others().size()) {
          getContext().getLog().warn(report.text(member, waited(), answers));
        }
      }
    }
    return this;
  }

  private Behavior<Command> look() {
    if (!member && !cluster.selfMember().status().equals(MemberStatus.removed())) {
      member = true;
      getContext().getLog().info("in the cluster after {} ms", waited().toMillis());
    }
    boolean company = cluster.state().members().size() > 1;
    if (member && (company || report.others().isEmpty())) {
      return Behaviors.stopped();
    }
    if (!member && (!first || waited().compareTo(FIRST_ASKS_FOR) < 0)) {
      cluster.manager().tell(join);
    }
    if (waited().compareTo(nextReport) >= 0) {
      Duration pause = nextReport.compareTo(RAREST_REPORT) < 0 ? nextReport : RAREST_REPORT;
      nextReport = member ? nextReport.plus(pause) : nextReport.plus(FIRST_REPORT);
      answers = new TreeMap<>(SeedReport.ORDER);
      report.others().forEach(this::probe);
    }
    return this;
  }

  private void probe(Address seed) {
    var me = getContext().getSelf();
    Adapter.actorOf(
        getContext(),
        SilentConnection.probe(seed, PROBE_TIMEOUT, event -> me.tell(new Probed(seed, event))));
  }

  private Duration waited() {
    return Duration.ofNanos(clock.nanos() - begun);
  }
}

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
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;

/**
 * Joins the cluster through the seeds and, as long as this node sees no other, says in the log whom
 * it waits for and what to do about it. Stops when there is nobody left to wait for.
 *
 * <p>A cluster has one beginning: the first of the seeds begins one, the others never do. It does
 * so as soon as all the others say that they are in none, or when nothing has listened at any of
 * them for some seconds. If one is there and does not answer (a slow day), it waits longer: to
 * begin a second cluster beside the one that the others are in can't be mended but by a restart.
 */
public final class Joining extends AbstractBehavior<Joining.Command> {
  public sealed interface Command {}

  private record Look() implements Command {}

  private record Probed(int round, Address seed, SilentConnection.Event event) implements Command {}

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);
  private static final Duration RAREST_QUESTION = Duration.ofSeconds(5);

  /**
   * How long the first seed asks as often, for nodes that start together with it. To ask anew is to
   * wait anew, so it has to stop that some time.
   */
  private static final Duration FIRST_ASKS_FOR = Duration.ofMillis(1500);

  private static final Duration BEGINS_ALONE_AFTER = Duration.ofSeconds(3);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration FIRST_REPORT = Duration.ofSeconds(5);
  private static final Duration RAREST_REPORT = Duration.ofMinutes(1);

  private final Clock clock;
  private final Cluster cluster;
  private final SeedReport report;
  private final JoinSeedNodes join;
  private final boolean first;
  private final long begun;
  private boolean member;

  private final Map<Address, SilentConnection.Event> answers = new TreeMap<>(SeedReport.ORDER);
  private boolean probing;
  private int round;
  private Duration nextQuestion = LOOK_INTERVAL;
  private Duration nextRound = Duration.ZERO;
  private Duration nextReport = FIRST_REPORT;
  private Duration lastPresence = Duration.ZERO;

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
   * @param seeds the same on every node; if there are none, this node begins a cluster of its own
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
    return switch (command) {
      case Look due -> look();
      case Probed probed -> {
        if (probed.round() == round) {
          hear(probed);
        }
        yield this;
      }
    };
  }

  private Behavior<Command> look() {
    Duration waited = waited();
    if (!member && !cluster.selfMember().status().equals(MemberStatus.removed())) {
      member = true;
      getContext().getLog().info("in the cluster after {} ms", waited.toMillis());
    }
    boolean company = cluster.state().members().size() > 1;
    if (member && (company || report.others().isEmpty())) {
      return Behaviors.stopped();
    }
    boolean asks = !first || waited.compareTo(FIRST_ASKS_FOR) < 0;
    if (!member && asks && waited.compareTo(nextQuestion) >= 0) {
      cluster.manager().tell(join);
      nextQuestion = waited.plus(patience(waited));
    }
    if (!probing && waited.compareTo(nextRound) >= 0) {
      probe();
    }
    return this;
  }

  /**
   * How long the seeds have for an answer. Pekko asks them anew only after {@code
   * seed-node-timeout}, which is as long as the first of them waits for the others' answer; that
   * should be long, and this short. But to ask anew is also to be deaf to what answers the question
   * before: where answers take long, they get longer.
   */
  static Duration patience(Duration waited) {
    Duration quarter = waited.dividedBy(4);
    Duration longer = quarter.compareTo(LOOK_INTERVAL) > 0 ? quarter : LOOK_INTERVAL;
    return longer.compareTo(RAREST_QUESTION) < 0 ? longer : RAREST_QUESTION;
  }

  private void probe() {
    probing = true;
    round++;
    nextRound = waited().plus(PROBE_INTERVAL);
    answers.clear();
    int current = round;
    var me = getContext().getSelf();
    for (Address seed : report.others()) {
      Adapter.actorOf(
          getContext(),
          SilentConnection.probe(
              seed, PROBE_TIMEOUT, event -> me.tell(new Probed(current, seed, event))));
    }
  }

  private void hear(Probed probed) {
    answers.put(probed.seed(), probed.event());
    if (answers.size() < report.others().size()) {
      return;
    }
    probing = false;
    Duration waited = waited();
    if (answers.values().stream().anyMatch(event -> !event.isAbsence())) {
      lastPresence = waited;
    }
    if (first && !member && waited.minus(lastPresence).compareTo(BEGINS_ALONE_AFTER) >= 0) {
      cluster.manager().tell(new Join(cluster.selfMember().address()));
    }
    if (waited.compareTo(nextReport) >= 0) {
      getContext().getLog().warn(report.text(member, waited, answers));
      Duration pause = waited.compareTo(RAREST_REPORT) < 0 ? waited : RAREST_REPORT;
      nextReport = waited.plus(member ? pause : FIRST_REPORT);
    }
  }

  private Duration waited() {
    return Duration.ofNanos(clock.nanos() - begun);
  }
}

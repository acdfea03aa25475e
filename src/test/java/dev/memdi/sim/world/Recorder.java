package dev.memdi.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A node with an actor {@code /user/recorder} that notes what it is sent and when: what the tests
 * of the infrastructure look through.
 */
final class Recorder {
  /** What arrived: its number, and the world's time. */
  record Seen(long number, long nanos) {}

  private final World world;
  private final SimNode node;
  private final List<Seen> seen = new ArrayList<>();
  private String self = "";

  private Recorder(SimNode node) {
    this.world = node.world();
    this.node = node;
  }

  /** Adds a node and starts it. */
  static Recorder on(World world, String name) {
    var recorder = new Recorder(world.addNode(name));
    recorder.start();
    return recorder;
  }

  void start() {
    node.start(guardian(), Register.CONFIG);
  }

  SimNode node() {
    return node;
  }

  /** The path of the recorder of this life, with its uid. */
  String self() {
    return self;
  }

  List<Seen> seen() {
    return seen;
  }

  List<Long> numbers() {
    return seen.stream().map(Seen::number).toList();
  }

  /** Sends a number over the network, to whoever is at the path by then. */
  void send(Recorder to, long number) {
    sendTo(to.node.path("/user/recorder"), number);
  }

  void sendTo(String path, long number) {
    ActorRef<Register.Wire> ref = ActorRefResolver.get(node.system()).resolveActorRef(path);
    ref.tell(new Register.Written(number, 0));
  }

  /** Sends numbers from 0, one every millisecond. */
  void stream(Recorder to, int count) {
    for (int i = 0; i < count; i++) {
      int number = i;
      world.schedule(Duration.ofMillis(i), () -> send(to, number));
    }
  }

  private Behavior<Void> guardian() {
    return Behaviors.setup(context -> {
      ActorRef<Register.Wire> recorder = context.spawn(recorder(), "recorder");
      self = ActorRefResolver.get(context.getSystem()).toSerializationFormat(recorder);
      return Behaviors.empty();
    });
  }

  private Behavior<Register.Wire> recorder() {
    return Behaviors.receiveMessage(message -> {
      if (message instanceof Register.Written written) {
        seen.add(new Seen(written.request(), world.nanos()));
      }
      return Behaviors.same();
    });
  }

  /** Lets this node note a number again and again, at a rate by its own clock. */
  void tick(Duration every, long number) {
    node.system()
        .systemActorOf(
            Behaviors.withTimers((TimerScheduler<Long> timers) -> {
              timers.startTimerAtFixedRate(number, every);
              return Behaviors.receiveMessage(tick -> {
                seen.add(new Seen(tick, world.nanos()));
                return Behaviors.same();
              });
            }),
            "ticker-" + number,
            Props.empty());
  }
}

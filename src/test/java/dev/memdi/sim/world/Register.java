package dev.memdi.sim.world;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Something small to simulate: registers with versions on some replicas, which their writer writes
 * to and reads from a quorum. Written as any application of typed actors is.
 *
 * <p>With a quorum of less than a majority it has a bug: a read may miss what was written.
 */
final class Register {
  static final Config CONFIG =
      ConfigFactory.parseString(
          """
          pekko.actor {
            serializers.register = "dev.memdi.sim.world.RegisterSerializer"
            serialization-bindings { "dev.memdi.sim.world.Register$Wire" = register }
          }
          """);

  private Register() {}

  sealed interface Wire permits Write, Read, Written, Value {}

  sealed interface ToReplica permits Write, Read {}

  sealed interface ToClient permits Written, Value, Next, Retry {}

  record Write(long request, String key, long version, ActorRef<ToClient> replyTo)
      implements Wire, ToReplica {}

  record Read(long request, String key, ActorRef<ToClient> replyTo) implements Wire, ToReplica {}

  record Written(long request, int replica) implements Wire, ToClient {}

  record Value(long request, int replica, long version) implements Wire, ToClient {}

  enum Next implements ToClient {
    NEXT
  }

  enum Retry implements ToClient {
    RETRY
  }

  /** What a client has seen, for a test to look at. */
  static final class History {
    int writes;
    int reads;
    int retries;
    boolean done;
    final List<String> staleReads = new ArrayList<>();
  }

  /** A guardian with one replica, {@code /user/replica}, which remembers in memory alone. */
  static Behavior<Void> replicaNode(int number, Map<String, Long> memory) {
    return Behaviors.setup(context -> {
      context.spawn(replica(number, memory), "replica");
      return Behaviors.empty();
    });
  }

  static Behavior<ToReplica> replica(int number, Map<String, Long> memory) {
    return Behaviors.receive(ToReplica.class)
        .onMessage(
            Write.class,
            write -> {
              memory.merge(write.key, write.version, Math::max);
              write.replyTo.tell(new Written(write.request, number));
              return Behaviors.same();
            })
        .onMessage(
            Read.class,
            read -> {
              long version = memory.getOrDefault(read.key, 0L);
              read.replyTo.tell(new Value(read.request, number, version));
              return Behaviors.same();
            })
        .build();
  }

  /** A guardian with clients {@code /user/client-0} and so on, one for each history. */
  static Behavior<Void> clientNode(
      List<SimNode> replicas, int quorum, int operations, List<History> histories) {
    return Behaviors.setup(context -> {
      ActorRefResolver resolver = ActorRefResolver.get(context.getSystem());
      List<ActorRef<ToReplica>> refs = new ArrayList<>();
      for (SimNode replica : replicas) {
        refs.add(resolver.resolveActorRef(replica.path("/user/replica")));
      }
      for (int i = 0; i < histories.size(); i++) {
        context.spawn(Client.create(i, refs, quorum, operations, histories.get(i)), "client-" + i);
      }
      return Behaviors.empty();
    });
  }

  /** Writes and reads in turn, one at a time, and tries again until a quorum has answered. */
  static final class Client extends AbstractBehavior<ToClient> {
    private static final Duration PATIENCE = Duration.ofMillis(40);

    private final TimerScheduler<ToClient> timers;
    private final int number;
    private final List<ActorRef<ToReplica>> replicas;
    private final int quorum;
    private final int operations;
    private final History history;
    private final Map<String, Long> written = new HashMap<>();
    private final BitSet answered = new BitSet();
    private long request;
    private boolean reading;
    private String key = "";
    private long newest;

    static Behavior<ToClient> create(
        int number,
        List<ActorRef<ToReplica>> replicas,
        int quorum,
        int operations,
        History history) {
      return Behaviors.setup(context ->
          Behaviors.withTimers(timers ->
              new Client(context, timers, number, replicas, quorum, operations, history)));
    }

    private Client(
        ActorContext<ToClient> context,
        TimerScheduler<ToClient> timers,
        int number,
        List<ActorRef<ToReplica>> replicas,
        int quorum,
        int operations,
        History history) {
      super(context);
      this.timers = timers;
      this.number = number;
      this.replicas = replicas;
      this.quorum = quorum;
      this.operations = operations;
      this.history = history;
      context.getSelf().tell(Next.NEXT);
    }

    @Override
    public Receive<ToClient> createReceive() {
      return newReceiveBuilder()
          .onMessage(Next.class, next -> begin())
          .onMessage(Retry.class, retry -> again())
          .onMessage(Written.class, this::onWritten)
          .onMessage(Value.class, this::onValue)
          .build();
    }

    private Behavior<ToClient> begin() {
      if (history.writes + history.reads == operations) {
        history.done = true;
        return this;
      }
      request++;
      reading = request % 2 == 0;
      key = "client-" + number + "-key-" + (request - 1) / 2 % 7;
      newest = 0;
      answered.clear();
      send();
      return this;
    }

    private Behavior<ToClient> again() {
      history.retries++;
      send();
      return this;
    }

    private void send() {
      for (int i = 0; i < replicas.size(); i++) {
        if (!answered.get(i)) {
          ActorRef<ToClient> self = getContext().getSelf();
          replicas
              .get(i)
              .tell(
                  reading ? new Read(request, key, self) : new Write(request, key, request, self));
        }
      }
      timers.startSingleTimer(Retry.RETRY, PATIENCE);
    }

    private Behavior<ToClient> onWritten(Written answer) {
      if (answer.request == request && !reading && isQuorum(answer.replica)) {
        history.writes++;
        written.put(key, request);
        finish();
      }
      return this;
    }

    private Behavior<ToClient> onValue(Value answer) {
      if (answer.request == request && reading) {
        newest = Math.max(newest, answer.version);
        if (isQuorum(answer.replica)) {
          history.reads++;
          long expected = written.getOrDefault(key, 0L);
          if (newest < expected) {
            history.staleReads.add(key + ": wrote " + expected + ", read " + newest);
          }
          finish();
        }
      }
      return this;
    }

    private boolean isQuorum(int replica) {
      int before = answered.cardinality();
      answered.set(replica);
      return before < quorum && answered.cardinality() == quorum;
    }

    private void finish() {
      timers.cancel(Retry.RETRY);
      getContext().getSelf().tell(Next.NEXT);
    }
  }
}

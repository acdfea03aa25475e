package dev.memdi.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One simulated universe: nodes, a network between them, virtual time, and one seed that decides
 * everything that is not decided by the actors themselves.
 *
 * <p>A {@linkplain #step step} runs one ready task, chosen at random over all nodes; when no task
 * is ready, time jumps to the next event. So tasks cost no time (but see {@link SimNode#slow}), and
 * whatever may run at the same moment runs in any order.
 *
 * <p>A world belongs to the thread that made it. It holds no statics: any number of worlds may be
 * run one after another in a JVM, or side by side on threads of their own.
 */
public final class World implements AutoCloseable {
  /** Later than everything. */
  static final long NEVER = Long.MAX_VALUE;

  private final long seed;
  private final Trace trace;
  private final HomeThread home = new HomeThread();
  private final List<SimNode> nodes = new ArrayList<>();
  private final SplittableRandom random;
  private final Clockwork clockwork;
  private final SimNetwork network;
  private boolean stepping;

  public World(long seed) {
    this(seed, Trace.ofHash());
  }

  public World(long seed, Trace trace) {
    this.seed = seed;
    this.trace = trace;
    // Streams of their own, so that one draw more in one place does not change all the others.
    this.random = new SplittableRandom(seed);
    this.clockwork = new Clockwork(nodes, random.split(), home, trace);
    this.network = new SimNetwork(this, random.split());
  }

  public long seed() {
    return seed;
  }

  /** For whatever a test or a fault script has to decide: it is part of what the seed decides. */
  public SplittableRandom random() {
    return random;
  }

  /** Nanoseconds since the world began: the true time, which no node can read. */
  public long nanos() {
    return clockwork.now();
  }

  /** Tasks that have run, over all nodes. */
  public long tasks() {
    return clockwork.tasks();
  }

  public Trace trace() {
    return trace;
  }

  public SimNetwork network() {
    return network;
  }

  /** A new machine, not yet started. Its name is also its host name. */
  public SimNode addNode(String name) {
    if (nodes.stream().anyMatch(node -> node.name().equals(name))) {
      throw new IllegalArgumentException("there is a node " + name + " already");
    }
    var node = new SimNode(this, name, nodes.size(), random.split());
    nodes.add(node);
    network.added(node);
    return node;
  }

  public SimNode node(String name) {
    return nodes.stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no node " + name));
  }

  public List<SimNode> nodes() {
    return List.copyOf(nodes);
  }

  /** Does something after a time, outside of all nodes: a fault, a check, a line of a scenario. */
  public void schedule(Duration delay, Runnable action) {
    plan(Math.addExact(nanos(), Math.max(0, delay.toNanos())), action);
  }

  /** Calls this after every task with the node that ran it. What it throws ends the run. */
  public void afterEachStep(Consumer<SimNode> check) {
    clockwork.afterEachTask(check);
  }

  /** Runs one task or lets time jump to the next event; false when nothing is left to happen. */
  public boolean step() {
    return stepUntil(NEVER - 1);
  }

  /** Runs for a span of virtual time. */
  public void run(Duration span) {
    long end = nanos() + span.toNanos();
    boolean stepped;
    do {
      stepped = stepUntil(end);
    } while (stepped);
    clockwork.moveTo(end);
  }

  /** Runs until the condition holds; false when it still does not after this much virtual time. */
  public boolean runUntil(BooleanSupplier condition, Duration most) {
    long end = nanos() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (!stepUntil(end)) {
        clockwork.moveTo(end);
        return condition.getAsBoolean();
      }
    }
    return true;
  }

  private boolean stepUntil(long end) {
    if (stepping) {
      throw new IllegalStateException("a world can't be run from inside one of its steps");
    }
    stepping = true;
    try {
      throwIfAny(home.failure());
      boolean stepped = clockwork.step(end);
      throwIfAny(home.failure());
      return stepped;
    } catch (Throwable failure) {
      throw SimulationFailure.of(this, failure);
    } finally {
      stepping = false;
    }
  }

  private void throwIfAny(@Nullable Throwable failure) {
    if (failure != null) {
      throw SimulationFailure.of(this, failure);
    }
  }

  /** Ends the run: the step under way, or the next one, throws. May be called from any thread. */
  public void fail(Throwable cause) {
    home.fail(cause);
  }

  /** Ends all lives. Throws when there is a failure that no step has reported yet. */
  @Override
  public void close() {
    nodes.forEach(SimNode::abandon);
    clockwork.agenda().clear();
    network.close();
    home.leave();
    throwIfAny(home.unreportedFailure());
  }

  // ---- for the parts of the world ---------------------------------------------------------------

  void plan(long time, Event event) {
    clockwork.agenda().plan(time, event);
  }

  void plan(long time, Runnable action) {
    home.guard("an event");
    clockwork.agenda().plan(time, action);
  }

  HomeThread home() {
    return home;
  }

  Clockwork clockwork() {
    return clockwork;
  }
}

package dev.memdi.sim.world;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.jspecify.annotations.Nullable;

/**
 * A machine that runs one actor system at a time: it is started, killed and started again at the
 * same address, paused and resumed, slowed down. Its clock is the machine's and outlives all that.
 */
public final class SimNode {
  /** The name of every actor system, as the nodes of one cluster share one. */
  public static final String SYSTEM_NAME = "memdi";

  static final int PORT = 7355;

  /** What a task of a node that is slowed down by 2 costs on average. */
  private static final long NOMINAL_TASK_NANOS = 20_000;

  private final World world;
  private final String name;
  private final int index;
  private final Address address;
  private final SplittableRandom random;
  private final NodeClock clock;
  private final NodeDisks disks;
  private final List<Runnable> onKill = new ArrayList<>();

  private @Nullable Life life;
  private int lives;
  private boolean paused;
  private double slowness = 1.0;
  private long busyUntil;

  SimNode(World world, String name, int index, SplittableRandom random) {
    this.world = world;
    this.name = name;
    this.index = index;
    this.random = random;
    this.address = new Address("pekko", SYSTEM_NAME, name, PORT);
    this.clock =
        new NodeClock(world::nanos, random.nextLong(-1L << 40, 1L << 40), this::clockRateChanged);
    this.disks = new NodeDisks(this);
  }

  /** The node that an actor system runs on: for plug-ins that Pekko makes from a class name. */
  public static SimNode of(ClassicActorSystemProvider system) {
    return LifeSetup.of(system.classicSystem().settings()).node();
  }

  public World world() {
    return world;
  }

  public String name() {
    return name;
  }

  /** Its place in the order of {@link World#nodes()}. */
  public int index() {
    return index;
  }

  public Address address() {
    return address;
  }

  /** The path of an actor of this node for all others, such as {@code path("/user/store")}. */
  public String path(String actor) {
    return address + actor;
  }

  public NodeClock clock() {
    return clock;
  }

  /** Its disks: what runs on this node finds them through its actor system's {@code DiskSetup}. */
  public NodeDisks disks() {
    return disks;
  }

  /** Randomness to be injected into what runs on this node. It goes on from life to life. */
  public SplittableRandom random() {
    return random;
  }

  // ---- lives --------------------------------------------------------------------------------

  /**
   * Starts the process: a new actor system, which remembers nothing of the one before.
   *
   * @param config what the application configures; the settings that make a simulation of it win
   */
  public <T> ActorSystem<T> start(Behavior<T> guardian, Config config) {
    if (life != null) {
      throw new IllegalStateException(name + " runs already");
    }
    Life started = new Life(this, ++lives);
    life = started;
    world.trace().note(world.nanos(), name, "start " + lives);
    try {
      ActorSystem<T> system = LifeStart.start(started, guardian, config);
      started.started(system);
      return system;
    } catch (RuntimeException e) {
      end();
      throw e;
    }
  }

  /**
   * A crash: nothing of this life ever runs again; what it had in memory is lost, and of what it
   * had written to its disks anything that it had not forced.
   */
  public void kill() {
    if (life == null) {
      throw new IllegalStateException(name + " is not running");
    }
    world.trace().note(world.nanos(), name, "kill");
    end();
    disks.powerLost();
    onKill.forEach(Runnable::run);
  }

  /** Called after each kill, when its disks have lost what they do. */
  public void onKill(Runnable action) {
    onKill.add(action);
  }

  /** Whether it has been started, and neither killed since nor terminated by itself. */
  public boolean alive() {
    return life != null;
  }

  /** How often it has been started. */
  public int incarnation() {
    return lives;
  }

  public ActorSystem<?> system() {
    return life().system();
  }

  /**
   * Does something after a time of this node's clock: not if it is killed before, and not while it
   * is paused.
   */
  public void schedule(Duration delay, Runnable action) {
    world.home().guard("a timer of " + name);
    life().timers().add(delay.toNanos(), action);
  }

  // ---- pauses and slowness --------------------------------------------------------------------

  /** SIGSTOP: no task and no timer of it runs; messages to it wait; its clock goes on. */
  public void pause() {
    if (!paused && life != null) {
      paused = true;
      world.trace().note(world.nanos(), name, "pause");
    }
  }

  /**
   * SIGCONT: timers that came due meanwhile fire now, messages that came meanwhile are read now.
   */
  public void resume() {
    if (paused) {
      paused = false;
      world.trace().note(world.nanos(), name, "resume");
      if (life != null) {
        life.readHeld();
      }
    }
  }

  public boolean paused() {
    return paused;
  }

  /**
   * From now on each task of this node takes {@code factor - 1} times some 20 µs before the next
   * one of it may run. 1 is as fast as can be: tasks then take no time.
   */
  public void slow(double factor) {
    if (!(factor >= 1.0)) {
      throw new IllegalArgumentException("a node can't be slowed down by " + factor);
    }
    slowness = factor;
    world.trace().note(world.nanos(), name, "slow " + factor);
  }

  @Override
  public String toString() {
    return name;
  }

  // ---- for the world --------------------------------------------------------------------------

  Life life() {
    if (life == null) {
      throw new IllegalStateException(name + " is not running");
    }
    return life;
  }

  @Nullable Life lifeOrNull() {
    return life;
  }

  /** How many tasks of it could run at this moment. */
  int runnableTasks() {
    return life == null || paused || busyUntil > world.nanos() ? 0 : life.readyTasks();
  }

  /** When time next has to stop for this node, if nothing happens to it before. */
  long wakesAt() {
    if (life == null || paused) {
      return World.NEVER;
    }
    long timer = life.timers().dueAt();
    long now = world.nanos();
    long wake = timer == World.NEVER ? World.NEVER : Math.max(timer, now);
    return busyUntil > now && life.readyTasks() > 0 ? Math.min(wake, busyUntil) : wake;
  }

  /**
   * The moment of {@link #wakesAt()} has come. When a slow task ends there is nothing else to do.
   */
  void wake() {
    Life waking = life();
    if (waking.timers().dueAt() <= world.nanos()) {
      waking.timers().fireNext();
    }
  }

  void ranTask(SplittableRandom decisions) {
    if (slowness > 1.0 && life != null) {
      double nanos = (slowness - 1.0) * NOMINAL_TASK_NANOS * decisions.nextDouble(0.5, 1.5);
      busyUntil = world.nanos() + (long) nanos;
    }
  }

  /** The actor system of this life has terminated by itself. */
  void terminated(Life terminated) {
    if (life == terminated) {
      world.trace().note(world.nanos(), name, "terminated");
      end();
    }
  }

  /** The end of the world. */
  void abandon() {
    if (life != null) {
      end();
    }
  }

  private void end() {
    life().end();
    disks.processEnded();
    life = null;
    paused = false;
    busyUntil = 0;
  }

  private void clockRateChanged() {
    if (life != null) {
      life.timers().clockChanged();
    }
  }
}

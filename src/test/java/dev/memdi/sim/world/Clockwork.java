package dev.memdi.sim.world;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decides what happens next, and lets it happen: the inside of a {@link World}'s steps. */
final class Clockwork {
  /** So many tasks in one moment are a loop that would go on forever. */
  private static final int MOST_TASKS_IN_A_MOMENT = 2_000_000;

  private final List<SimNode> nodes;
  private final SplittableRandom decisions;
  private final SplittableRandom taskSeeds;
  private final HomeThread home;
  private final Trace trace;
  private final Agenda agenda = new Agenda();
  private final List<Consumer<SimNode>> checks = new ArrayList<>();

  private long now;
  private long tasks;
  private int tasksInThisMoment;

  Clockwork(List<SimNode> nodes, SplittableRandom random, HomeThread home, Trace trace) {
    this.nodes = nodes;
    this.decisions = random.split();
    this.taskSeeds = random.split();
    this.home = home;
    this.trace = trace;
  }

  long now() {
    return now;
  }

  long tasks() {
    return tasks;
  }

  Agenda agenda() {
    return agenda;
  }

  void afterEachTask(Consumer<SimNode> check) {
    checks.add(check);
  }

  /** A seed for each task: a class that draws once while it is loaded disturbs no other task. */
  void seedThreadLocalRandom() {
    home.seedThreadLocalRandom(taskSeeds.nextLong());
  }

  /** Lets time pass in which nothing happens. */
  void moveTo(long time) {
    if (time > now) {
      now = time;
      tasksInThisMoment = 0;
    }
  }

  /** Runs what a node has ready, and nothing else, at this very moment. */
  void drain(Life life) {
    while (life.readyTasks() > 0) {
      run(life, decisions.nextInt(life.readyTasks()));
    }
  }

  /** One task or one event; false when there is none that is due by then. */
  boolean step(long end) {
    int ready = 0;
    for (int i = 0; i < nodes.size(); i++) {
      ready += nodes.get(i).runnableTasks();
    }
    return ready > 0 ? runOneOf(ready) : jump(end);
  }

  private boolean runOneOf(int ready) {
    int choice = ready == 1 ? 0 : decisions.nextInt(ready);
    for (int i = 0; ; i++) {
      SimNode node = nodes.get(i);
      int here = node.runnableTasks();
      if (choice < here) {
        run(node.life(), choice);
        return true;
      }
      choice -= here;
    }
  }

  private void run(Life life, int index) {
    if (++tasksInThisMoment > MOST_TASKS_IN_A_MOMENT) {
      throw new IllegalStateException("time stands still: tasks make new tasks without end");
    }
    SimNode node = life.node();
    Runnable task = life.takeReady(index);
    tasks++;
    trace.ran(now, node, task);
    seedThreadLocalRandom();
    task.run();
    node.ranTask(decisions);
    for (int i = 0; i < checks.size(); i++) {
      checks.get(i).accept(node);
    }
  }

  /** Lets time jump to whatever comes next: an event, a node's timer, the end of a slow task. */
  private boolean jump(long end) {
    long next = agenda.nextTime();
    int ties = next == World.NEVER ? 0 : 1;
    for (int i = 0; i < nodes.size(); i++) {
      long wake = nodes.get(i).wakesAt();
      if (wake < next) {
        next = wake;
        ties = 1;
      } else if (wake == next && wake != World.NEVER) {
        ties++;
      }
    }
    if (next > end) {
      return false;
    }
    SimNode woken = wokenAt(next, ties == 1 ? 0 : decisions.nextInt(ties));
    moveTo(next);
    if (woken == null) {
      agenda.happenNext();
    } else {
      woken.wake();
    }
    return true;
  }

  /** Of those whose next event is at this time, the chosen one; null for the agenda. */
  private @Nullable SimNode wokenAt(long time, int choice) {
    int skip = choice;
    if (agenda.nextTime() == time && skip-- == 0) {
      return null;
    }
    for (int i = 0; ; i++) {
      SimNode node = nodes.get(i);
      if (node.wakesAt() == time && skip-- == 0) {
        return node;
      }
    }
  }
}

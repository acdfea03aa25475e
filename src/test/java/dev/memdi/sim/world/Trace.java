package dev.memdi.sim.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.dispatch.Mailbox;
import org.apache.pekko.dispatch.TaskInvocation;

/**
 * What was decided in a run, as a running hash and, if wanted, as lines to read. Two runs of one
 * seed have the same hash and the same lines, byte by byte, whether or not lines are kept.
 *
 * <p>Nothing goes into it that differs between two runs of one seed: no uid, no identity hash, no
 * name that is numbered per JVM.
 */
public final class Trace {
  private final int most;
  private final Deque<String> lines = new ArrayDeque<>();
  private long hash = 0xCBF29CE484222325L;
  private long decisions;

  private Trace(int most) {
    this.most = most;
  }

  /** Keeps the hash alone, which costs next to nothing. */
  public static Trace ofHash() {
    return new Trace(0);
  }

  /** Keeps every line. */
  public static Trace ofLines() {
    return new Trace(Integer.MAX_VALUE);
  }

  /** Keeps the last lines. */
  public static Trace ofLastLines(int most) {
    return new Trace(most);
  }

  public String hash() {
    return "%016x".formatted(hash);
  }

  /** How many decisions are in the hash. */
  public long decisions() {
    return decisions;
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** The lines kept, and the hash: for a file, or a failure's message. */
  public String dump() {
    return String.join("\n", lines)
        + "\ntrace %s of %d decisions, %d lines\n".formatted(hash(), decisions, lines.size());
  }

  /** Adds something that a test or a fault decided. */
  public void note(long now, String who, String what) {
    begin(now);
    mix(who.hashCode());
    mix(what.hashCode());
    if (most > 0) {
      line(now, who, what);
    }
  }

  void ran(long now, SimNode node, Runnable task) {
    begin(now);
    mix(node.index());
    if (task instanceof Mailbox mailbox && mailbox.actor() != null) {
      ActorPath path = mailbox.actor().self().path();
      Label message = next(mailbox);
      mix(Label.ofActor(path.name()).hashCode());
      mix(message.hash());
      mix(mailbox.hasSystemMessages() ? 1 : 0);
      if (most > 0) {
        String system = mailbox.hasSystemMessages() ? " (system message)" : "";
        line(now, node.name(), describe(path) + system + " " + message);
      }
    } else {
      Label label = Label.of(task instanceof TaskInvocation t ? t.runnable() : task);
      mix(label.hash());
      if (most > 0) {
        line(now, node.name(), "task " + label);
      }
    }
  }

  void packet(long now, PacketFate fate, Packet packet) {
    Payload payload = packet.payload();
    begin(now);
    mix(fate.ordinal());
    mix(packet.link().from().index());
    mix(packet.link().to().index());
    mix(payload.manifest().hashCode());
    mix(payload.bytes().length);
    if (most > 0) {
      line(now, packet.link().toString(), fate.name().toLowerCase() + " " + packet);
    }
  }

  /** Seconds with all their nanoseconds. */
  static String time(long nanos) {
    return "%d.%09d s".formatted(nanos / 1_000_000_000, nanos % 1_000_000_000);
  }

  private static String describe(ActorPath path) {
    String full = path.toStringWithoutAddress();
    String name = path.name();
    return full.substring(0, full.length() - name.length()) + Label.ofActor(name);
  }

  private static Label next(Mailbox mailbox) {
    return mailbox.messageQueue() instanceof SimMailbox.Messages messages
        ? Label.of(messages.next())
        : Label.NONE;
  }

  private void begin(long now) {
    decisions++;
    mix(now);
  }

  private void mix(long value) {
    long h = (hash ^ value) * 0x9E3779B97F4A7C15L;
    hash = h ^ (h >>> 32);
  }

  private void line(long now, String who, String what) {
    if (lines.size() == most) {
      lines.removeFirst();
    }
    lines.addLast("%16s  %-8s %s".formatted(time(now), who, what));
  }
}

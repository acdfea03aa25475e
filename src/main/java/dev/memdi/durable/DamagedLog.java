package dev.memdi.durable;

import dev.memdi.durable.journal.SetAside;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * What memdi's own plugins know of a damaged log beside what is left of it. Names and plugins are
 * those of {@link DurableLog}.
 *
 * <pre>
 *   damaged ── DurableLog.giveUp: set aside, noted ──► being given up ── all is deleted, the log
 *     begins anew, begunAnew ──► set aside ── nobody needs it any more, dispose ──► forgotten
 * </pre>
 */
public final class DamagedLog {
  private DamagedLog() {}

  /** That the log has begun anew is known, and will be; or why not. */
  public record BegunAnew(Optional<Throwable> failure) {}

  /** What was set aside is gone, or why it is not. */
  public record Disposed(Optional<Throwable> failure) {}

  /** Where it is kept since it was given up, if it is. */
  public static Optional<String> place(
      ActorSystem<?> system, String name, DurableLog.Plugins plugins) {
    try {
      return aside(system, plugins, name).place();
    } catch (IOException e) {
      return Optional.empty(); // whoever reads the log hears of it
    }
  }

  /**
   * Whether somebody began to give it up, and {@link #begunAnew} was not said since: what is left
   * may look like a whole log, and be an old one. It has to be given up again, not read.
   *
   * @throws IOException if that can't be known now
   */
  public static boolean isBeingGivenUp(
      ActorSystem<?> system, String name, DurableLog.Plugins plugins) throws IOException {
    return aside(system, plugins, name).isBeingGivenUp();
  }

  /** The log that took its place says so itself, on the disk. */
  public static Behavior<Object> begunAnew(
      String name, DurableLog.Plugins plugins, ActorRef<BegunAnew> replyTo) {
    return asking(
        name, plugins, SetAside::begunAnew, failure -> replyTo.tell(new BegunAnew(failure)));
  }

  /** Deletes what is set aside. */
  public static Behavior<Object> dispose(
      String name, DurableLog.Plugins plugins, ActorRef<Disposed> replyTo) {
    return asking(name, plugins, SetAside::dispose, failure -> replyTo.tell(new Disposed(failure)));
  }

  private interface Work {
    CompletionStage<Void> of(SetAside aside) throws IOException;
  }

  private record Done(Optional<Throwable> failure) {}

  private static Behavior<Object> asking(
      String name, DurableLog.Plugins plugins, Work work, Consumer<Optional<Throwable>> told) {
    return Behaviors.setup(context -> {
      try {
        context.pipeToSelf(
            work.of(aside(context.getSystem(), plugins, name)),
            (done, failure) -> new Done(Optional.ofNullable(failure)));
      } catch (IOException e) {
        told.accept(Optional.of(e));
        return Behaviors.stopped();
      }
      return Behaviors.receiveMessage(message -> {
        if (message instanceof Done done) {
          told.accept(done.failure());
        }
        return Behaviors.stopped();
      });
    });
  }

  static SetAside aside(ActorSystem<?> system, DurableLog.Plugins plugins, String name)
      throws IOException {
    return SetAside.of(system.classicSystem(), plugins.journal(), plugins.snapshots(), name);
  }
}

package dev.memdi.sim.world;

import com.typesafe.config.Config;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.dispatch.Envelope;
import org.apache.pekko.dispatch.MailboxType;
import org.apache.pekko.dispatch.MessageQueue;
import org.apache.pekko.dispatch.ProducesMessageQueue;
import org.apache.pekko.dispatch.UnboundedMessageQueueSemantics;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The default, unbounded mailbox, for one thread: in order, like Pekko's own. It shows its next
 * message, so that a trace can say what an actor is about to do.
 */
public final class SimMailbox implements MailboxType, ProducesMessageQueue<SimMailbox.Messages> {
  private final HomeThread home;

  /** As Pekko calls it. */
  public SimMailbox(ActorSystem.Settings settings, Config config) {
    home = LifeSetup.of(settings).node().world().home();
  }

  @Override
  public MessageQueue create(Option<ActorRef> owner, Option<ActorSystem> system) {
    return new Messages(home);
  }

  static final class Messages implements MessageQueue, UnboundedMessageQueueSemantics {
    private final HomeThread home;
    private final Queue<Envelope> messages = new ArrayDeque<>();

    Messages(HomeThread home) {
      this.home = home;
    }

    @Nullable Object next() {
      Envelope next = messages.peek();
      return next == null ? null : next.message();
    }

    @Override
    public void enqueue(ActorRef receiver, Envelope message) {
      if (home.admits("a message")) {
        messages.add(message);
      }
    }

    @Override
    public @Nullable Envelope dequeue() {
      return messages.poll();
    }

    @Override
    public int numberOfMessages() {
      return messages.size();
    }

    @Override
    public boolean hasMessages() {
      return !messages.isEmpty();
    }

    @Override
    public void cleanUp(ActorRef owner, MessageQueue deadLetters) {
      messages.forEach(message -> deadLetters.enqueue(owner, message));
      messages.clear();
    }
  }
}

package dev.memdi.routing;

import dev.memdi.api.ClusterView;
import dev.memdi.api.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * What an administrator asks all nodes of the view. Each time it asks is a survey, which is over
 * when all that are reachable have answered, or after some time.
 */
final class Inquiry<R> {
  /** How long reports are gathered. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Surveys<R> surveys = new Surveys<>();
  private final NodeId self;
  private final Supplier<R> ownReport;
  private final LongFunction<Administrator.Remote> question;
  private final LongFunction<Administrator.Command> timeIsUp;
  private final TimerScheduler<Administrator.Command> timers;
  private final NodeRefs refs;

  /**
   * @param question what others are asked in the survey of that number
   * @param timeIsUp what has the administrator {@link #close} it
   */
  Inquiry(
      NodeId self,
      Supplier<R> ownReport,
      LongFunction<Administrator.Remote> question,
      LongFunction<Administrator.Command> timeIsUp,
      TimerScheduler<Administrator.Command> timers,
      NodeRefs refs) {
    this.self = self;
    this.ownReport = ownReport;
    this.question = question;
    this.timeIsUp = timeIsUp;
    this.timers = timers;
    this.refs = refs;
  }

  /** Asks every node of the view, and goes on with what those have answered that did. */
  void begin(ClusterView view, Consumer<SortedMap<NodeId, R>> whenDone) {
    List<NodeId> reachable =
        view.nodes().stream()
            .filter(n -> n.reachable() && !n.id().equals(self))
            .map(ClusterView.Node::id)
            .toList();
    long number = surveys.begin(reachable, whenDone);
    refs.tellOthers(view, self, question.apply(number));
    if (surveys.add(number, self, ownReport.get())) {
      close(number);
    } else {
      Administrator.Command over = timeIsUp.apply(number);
      timers.startSingleTimer(over, over, PATIENCE);
    }
  }

  void answered(long number, NodeId from, R report) {
    if (surveys.add(number, from, report)) {
      close(number);
    }
  }

  void close(long number) {
    timers.cancel(timeIsUp.apply(number));
    surveys.close(number);
  }
}

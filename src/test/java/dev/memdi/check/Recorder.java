package dev.memdi.check;

import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes down what clients ask and are told. Call {@link #invoked} before the request is sent and
 * {@link #completed} after its answer arrived: an interval recorded too wide only makes the checker
 * milder, one recorded too narrow makes it accuse the innocent.
 */
public interface Recorder {
  /** A recorder for one thread, such as the simulator's. */
  static Recorder plain(LongSupplier nanos) {
    return new PlainRecorder(nanos);
  }

  /** A recorder for clients on many threads. */
  static Recorder shared(LongSupplier nanos) {
    return new SharedRecorder(new PlainRecorder(nanos));
  }

  /** Returns the number of the call, for {@link #completed}. */
  long invoked(int process, Request request);

  void completed(long call, Outcome outcome);

  /** What was recorded so far. */
  History history();

  /** Records the invocation now and, when the returned callback is called, the completion. */
  default Consumer<Outcome> around(int process, Request request, Consumer<Outcome> whenDone) {
    long call = invoked(process, request);
    return outcome -> {
      completed(call, outcome);
      whenDone.accept(outcome);
    };
  }
}

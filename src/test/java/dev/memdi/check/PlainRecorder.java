package dev.memdi.check;

import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** A list of events; the number of a call is the position of its invocation. */
final class PlainRecorder implements Recorder {
  private final LongSupplier nanos;
  private final List<Event> events = new ArrayList<>();
  private long now = Long.MIN_VALUE;

  PlainRecorder(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public long invoked(int process, Request request) {
    long call = events.size();
    events.add(new Event.Invoked(call, process, tick(), request.operation(), request.ack()));
    return call;
  }

  @Override
  public void completed(long call, Outcome outcome) {
    if (call < 0
        || call >= events.size()
        || !(events.get((int) call) instanceof Event.Invoked invoked)) {
      throw new IllegalArgumentException("no such call: " + call);
    }
    events.add(new Event.Completed(call, invoked.process(), tick(), outcome));
  }

  @Override
  public History history() {
    return new History(events);
  }

  /** The clocks of two processors may differ by a little; the order of the list is what counts. */
  private long tick() {
    now = Math.max(now, nanos.getAsLong());
    return now;
  }
}

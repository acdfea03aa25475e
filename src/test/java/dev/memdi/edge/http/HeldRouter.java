package dev.memdi.edge.http;

import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Answers when the test does. */
final class HeldRouter extends StandInRouter {
  final BlockingQueue<Consumer<Outcome>> held = new LinkedBlockingQueue<>();

  @Override
  public void submit(Request request, Consumer<Outcome> whenDone) {
    held.add(whenDone);
  }

  void answer() throws InterruptedException {
    answer(held.take());
  }

  static void answer(Consumer<Outcome> request) {
    request.accept(REFUSED);
  }
}

package dev.memdi.edge.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpProtocols;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection and their answers, in order. A request that it takes is done and
 * answered; one that it does not take is not done. After an answer that is the connection's last,
 * which says so, none is taken, and none after the end: so there is no request of which a client
 * that reads what it is sent does not know what became of it.
 */
final class Answering extends GraphStage<FlowShape<HttpRequest, HttpResponse>> {
  private static final Connection CLOSE = Connection.create("close");

  private final Inlet<HttpRequest> in = Inlet.create("Answering.in");
  private final Outlet<HttpResponse> out = Outlet.create("Answering.out");
  private final FlowShape<HttpRequest, HttpResponse> shape = FlowShape.of(in, out);
  private final Function<HttpRequest, CompletionStage<HttpResponse>> answers;
  private final BooleanSupplier closing;
  private final int most;
  private @Nullable Logic logic;

  /**
   * For one connection.
   *
   * @param closing from then on an answer is the last of its connection, unless more requests have
   *     been taken
   * @param most requests are taken at a time
   */
  Answering(
      Function<HttpRequest, CompletionStage<HttpResponse>> answers,
      BooleanSupplier closing,
      int most) {
    this.answers = answers;
    this.closing = closing;
    this.most = most;
  }

  @Override
  public FlowShape<HttpRequest, HttpResponse> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes unused) {
    logic = new Logic();
    return logic;
  }

  /** No more requests are taken: what was taken is answered, and the connection ends. */
  void end() {
    Objects.requireNonNull(logic).end.invoke(Done.getInstance());
  }

  /** Nor is there more time for answers: nobody knows what became of what was taken. */
  void giveUp() {
    Objects.requireNonNull(logic).giveUp.invoke(Done.getInstance());
  }

  /** What is to be said when all answers have been: nothing, if the last of them said it. */
  ByteString lastWords() {
    return Objects.requireNonNull(logic).unasked
        ? LastWords.unasked()
        : ByteString.emptyByteString();
  }

  /** Run by the connection's stream. */
  private final class Logic extends GraphStageLogic {
    private final AsyncCallback<Done> end = createAsyncCallback(done -> end());
    private final AsyncCallback<Done> settle = createAsyncCallback(done -> settle());
    private final AsyncCallback<Done> giveUp = createAsyncCallback(done -> giveUp());
    private final AsyncCallback<Done> answered = createAsyncCallback(done -> proceed());
    private final Deque<CompletableFuture<HttpResponse>> open = new ArrayDeque<>();
    private boolean ending;
    private boolean settled; // no request is on its way here any more
    private boolean last; // has been said
    private boolean unasked;
    private boolean kept = true; // by the client, as its last request has it
    private boolean chunks = true; // else what has no length lasts as long as the connection

    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              HttpRequest request = grab(in);
              if (!last) {
                take(request);
                proceed();
              }
            }

            @Override
            public void onUpstreamFinish() {
              proceed();
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              proceed();
            }
          });
    }

    @Override
    public void preStart() {
      pull(in);
    }

    private void take(HttpRequest request) {
      chunks = request.protocol().equals(HttpProtocols.HTTP_1_1);
      kept = chunks ? !says(request, "close") : says(request, "keep-alive");
      CompletableFuture<HttpResponse> answer = answers.apply(request).toCompletableFuture();
      open.add(answer);
      if (!answer.isDone()) {
        var _ = answer.whenComplete((response, failure) -> answered.invoke(Done.getInstance()));
      }
    }

    private void proceed() {
      if (isAvailable(out) && !open.isEmpty() && open.element().isDone()) {
        answer(open.remove());
      }
      if (open.isEmpty() && isClosed(in)) {
        completeStage();
      } else if (open.isEmpty() && settled && !last) {
        last = true;
        unasked = kept;
        complete(out); // what was said before is sent before
      } else if (!last && open.size() < (isClosing() ? 1 : most) && !hasBeenPulled(in)) {
        tryPull(in);
      }
    }

    private void answer(CompletableFuture<HttpResponse> answer) {
      try {
        HttpResponse response = answer.join();
        last = open.isEmpty() && isClosing();
        kept &= chunks || !response.entity().isChunked();
        push(out, last ? response.addHeader(CLOSE) : response);
      } catch (CompletionException e) {
        failStage(e);
      }
    }

    private boolean isClosing() {
      return ending || closing.getAsBoolean();
    }

    /**
     * A stream that has much to do is interrupted for this, and a request may have been pushed that
     * this stage has not seen. It counts as taken: to complete now would be an error of the
     * server's.
     */
    private void end() {
      ending = true;
      settle.invoke(Done.getInstance()); // behind what is on its way
      proceed();
    }

    private void settle() {
      settled = true;
      proceed();
    }

    private void giveUp() {
      List<CompletableFuture<HttpResponse>> taken = List.copyOf(open);
      open.clear();
      for (CompletableFuture<HttpResponse> answer : taken) {
        open.add(
            answer.isDone()
                ? answer
                : CompletableFuture.completedFuture(LastWords.unknown().response()));
      }
      proceed();
    }
  }

  private static boolean says(HttpRequest request, String what) {
    return request
        .getHeader(Connection.class)
        .filter(header -> {
          for (String token : header.getTokens()) {
            if (token.equalsIgnoreCase(what)) {
              return true;
            }
          }
          return false;
        })
        .isPresent();
  }
}

package dev.memdi.multijvm;

import dev.memdi.api.Ack;
import dev.memdi.api.Bytes;
import dev.memdi.api.Key;
import dev.memdi.api.Operation;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A client with one connection, which it keeps: writes a key after the other to one node, until
 * nobody listens there any more.
 */
final class KeepAliveWriter extends Thread {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Node node;
  private final String prefix;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final Map<Key, Bytes> written = new TreeMap<>();
  private volatile int answers;
  private volatile int acknowledged;
  private volatile boolean toldToClose;
  private volatile long sentAt;
  private volatile OptionalLong unansweredSentAt = OptionalLong.empty();
  private volatile long silence;
  private volatile String end = "it writes";

  KeepAliveWriter(Node node, String prefix) {
    super(prefix);
    this.node = node;
    this.prefix = prefix;
  }

  @Override
  public void run() {
    long heardSince = System.nanoTime(); // the answer came later than this
    for (int i = 1; ; i++) {
      Operation.Set set = Operation.Set.of(Key.utf8(prefix + "-" + i), Bytes.utf8("value " + i));
      HttpRequest request = HttpForm.request(node, set, Ack.QUORUM, TIMEOUT);
      sentAt = System.nanoTime();
      try {
        HttpResponse<Void> answer = http.send(noting(request), BodyHandlers.discarding());
        heardSince = sentAt;
        answers++;
        toldToClose |= answer.headers().firstValue("Connection").orElse("").equals("close");
        if (answer.statusCode() == 201) {
          written.put(set.key(), set.value());
          acknowledged++;
        }
      } catch (ConnectException e) {
        silence = System.nanoTime() - heardSince;
        end = "nobody listens";
        return;
      } catch (IOException e) {
        silence = System.nanoTime() - heardSince;
        unansweredSentAt = OptionalLong.of(sentAt);
        end = "no answer: " + e;
        return;
      } catch (InterruptedException e) {
        end = "interrupted";
        return;
      }
    }
  }

  /** Nothing is asked before the body of the request is wanted: then it is sent. */
  private HttpRequest noting(HttpRequest request) {
    BodyPublisher body = request.bodyPublisher().orElseThrow();
    BodyPublisher noting =
        BodyPublishers.fromPublisher(
            subscriber -> {
              sentAt = System.nanoTime();
              body.subscribe(subscriber);
            },
            body.contentLength());
    return HttpRequest.newBuilder(request, (_, _) -> true).method(request.method(), noting).build();
  }

  int answers() {
    return answers;
  }

  /** Answers that say that it is written. */
  int acknowledged() {
    return acknowledged;
  }

  /** Whether an answer said that the connection ends with it. */
  boolean toldToClose() {
    return toldToClose;
  }

  /** When the request was sent whose connection closed without an answer, if there is one. */
  OptionalLong unansweredSentAt() {
    return unansweredSentAt;
  }

  /**
   * From when it asked what was answered last until it learned that there are no answers any more:
   * it may not have been let run, and the last answer may have lain there for long.
   */
  Duration silence() {
    return Duration.ofNanos(silence);
  }

  /** How it ended. */
  String end() {
    return end;
  }

  /** What was acknowledged; to be read when the writer has ended. */
  Map<Key, Bytes> written() {
    return written;
  }
}

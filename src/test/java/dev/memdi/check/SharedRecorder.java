package dev.memdi.check;

import dev.memdi.api.Outcome;
import dev.memdi.api.Request;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock around a plain recorder. The time is read under the lock, so that the order of the list
 * is a real-time order: an invocation is listed before it is sent, a completion after it was
 * received.
 */
final class SharedRecorder implements Recorder {
  private final Lock lock = new ReentrantLock();
  private final PlainRecorder recorder;

  SharedRecorder(PlainRecorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public long invoked(int process, Request request) {
    lock.lock();
    try {
      return recorder.invoked(process, request);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void completed(long call, Outcome outcome) {
    lock.lock();
    try {
      recorder.completed(call, outcome);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public History history() {
    lock.lock();
    try {
      return recorder.history();
    } finally {
      lock.unlock();
    }
  }
}

package dev.memdi.link;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Threads that wait for the network and run whatever else they are given in between. What one of
 * them gives is run by itself, without waking anybody; what comes from elsewhere is spread over
 * them by its hash, so that an actor has a thread to come back to.
 */
final class EventLoops extends AbstractExecutorService {
  /** The network is looked at again at least so often, however much there is to run. */
  private static final long LONGEST_RUN_MILLIS = 2;

  private static final class LoopThread extends FastThreadLocalThread {
    private final EventLoops owner;
    private final int number;

    LoopThread(EventLoops owner, int number, Runnable body, String name) {
      super(body, name);
      this.owner = owner;
      this.number = number;
    }
  }

  private final List<EventLoop> loops = new ArrayList<>();

  EventLoops(int threads, String name) {
    IoHandlerFactory handler =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    for (int i = 0; i < threads; i++) {
      int number = i;
      loops.add(
          new SingleThreadIoEventLoop(
              null,
              (ThreadFactory) body -> new LoopThread(this, number, body, name + "-" + number),
              handler,
              Integer.MAX_VALUE,
              RejectedExecutionHandlers.reject(),
              LONGEST_RUN_MILLIS));
    }
  }

  /** Those that the calling thread is one of. */
  static Optional<EventLoops> ofThisThread() {
    return Thread.currentThread() instanceof LoopThread thread
        ? Optional.of(thread.owner)
        : Optional.empty();
  }

  /** One of them, the same for the same number. */
  EventLoop loop(int number) {
    return loops.get(Math.floorMod(number, loops.size()));
  }

  static Class<? extends SocketChannel> channel() {
    return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  static Class<? extends ServerSocketChannel> serverChannel() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  @Override
  public void execute(Runnable task) {
    boolean inside = Thread.currentThread() instanceof LoopThread thread && thread.owner == this;
    int number = inside ? ((LoopThread) Thread.currentThread()).number : spread(task.hashCode());
    loop(number).execute(task);
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }

  @Override
  public void shutdown() {
    loops.forEach(loop -> {
      var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    });
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return Collections.emptyList();
  }

  @Override
  public boolean isShutdown() {
    return loops.stream().allMatch(EventLoop::isShuttingDown);
  }

  @Override
  public boolean isTerminated() {
    return loops.stream().allMatch(EventLoop::isTerminated);
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long deadline = System.nanoTime() + unit.toNanos(timeout);
    for (EventLoop loop : loops) {
      if (!loop.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    }
    return true;
  }
}

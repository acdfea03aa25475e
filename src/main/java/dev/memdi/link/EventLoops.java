package dev.memdi.link;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
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
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that wait for the network and run whatever else they are given in between. What one of
 * them gives is run by itself, without waking anybody, unless it has much to do already; what else
 * there is, is spread over them by its hash, so that an actor has a thread to come back to.
 */
final class EventLoops extends AbstractExecutorService {
  /** The network is looked at again at least so often, however much there is to run. */
  private static final long LONGEST_RUN_MILLIS = 2;

  /** With so many tasks waiting, another thread is worth waking. */
  private static final int MUCH_TO_DO = 16;

  private static final class LoopThread extends FastThreadLocalThread {
    private final EventLoops owner;

    LoopThread(EventLoops owner, Runnable body, String name) {
      super(body, name);
      this.owner = owner;
    }
  }

  private static final class Group extends MultiThreadIoEventLoopGroup {
    Group(int threads, ThreadFactory factory, IoHandlerFactory handler) {
      super(threads, factory, handler);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handler, Object... unused) {
      return new SingleThreadIoEventLoop(
          this,
          executor,
          handler,
          Integer.MAX_VALUE,
          RejectedExecutionHandlers.reject(),
          LONGEST_RUN_MILLIS);
    }
  }

  private final AtomicInteger started = new AtomicInteger();
  private final Group group;
  private final List<SingleThreadEventExecutor> loops = new ArrayList<>();

  EventLoops(int threads, String name) {
    group =
        new Group(
            threads,
            body -> new LoopThread(this, body, name + "-" + started.getAndIncrement()),
            Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    group.forEach(loop -> loops.add((SingleThreadEventExecutor) loop));
  }

  /** Those that the calling thread is one of. */
  static Optional<EventLoops> ofThisThread() {
    return Thread.currentThread() instanceof LoopThread thread
        ? Optional.of(thread.owner)
        : Optional.empty();
  }

  /** For channels, which are spread over them. */
  EventLoopGroup group() {
    return group;
  }

  static Class<? extends SocketChannel> channel() {
    return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  static Class<? extends ServerSocketChannel> serverChannel() {
    return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  @Override
  public void execute(Runnable task) {
    SingleThreadEventExecutor home =
        loops.get(Math.floorMod(spread(task.hashCode()), loops.size()));
    if (loops.size() > 1
        && Thread.currentThread() instanceof LoopThread thread
        && thread.owner == this) {
      SingleThreadEventExecutor here = ofCaller();
      (here.pendingTasks() < MUCH_TO_DO ? here : home).execute(task);
    } else {
      home.execute(task);
    }
  }

  private SingleThreadEventExecutor ofCaller() {
    for (SingleThreadEventExecutor loop : loops) {
      if (loop.inEventLoop()) {
        return loop;
      }
    }
    throw new IllegalStateException("not one of these threads: " + Thread.currentThread());
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }

  @Override
  public void shutdown() {
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return Collections.emptyList();
  }

  @Override
  public boolean isShutdown() {
    return group.isShuttingDown();
  }

  @Override
  public boolean isTerminated() {
    return group.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return group.awaitTermination(timeout, unit);
  }
}

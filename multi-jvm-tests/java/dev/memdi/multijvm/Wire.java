package dev.memdi.multijvm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP proxy for the connections that one node makes to another. While it is cut, connections stay
 * open and nothing gets through, in either direction: what a split of the network looks like.
 */
final class Wire {
  private static final int CHUNK = 64 * 1024;

  private final String from;
  private final String to;
  private final ServerSocket entrance;
  private final InetSocketAddress exit;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Lock lock = new ReentrantLock();
  private final Condition whole = lock.newCondition();
  private final AtomicLong carried = new AtomicLong();
  private boolean cut;

  private Wire(String from, String to, ServerSocket entrance, InetSocketAddress exit) {
    this.from = from;
    this.to = to;
    this.entrance = entrance;
    this.exit = exit;
  }

  /** Carries what arrives at {@code host} to the same port of {@code target}. */
  static Wire open(String from, String to, String host, String target, int port)
      throws IOException {
    ServerSocket entrance = new ServerSocket(port, 50, InetAddress.getByName(host));
    Wire wire = new Wire(from, to, entrance, new InetSocketAddress(target, port));
    Thread.ofVirtual().start(wire::accept);
    return wire;
  }

  boolean isOf(String node) {
    return from.equals(node) || to.equals(node);
  }

  boolean isTo(String node) {
    return to.equals(node);
  }

  /** The bytes that {@code from} has sent so far. */
  long carried() {
    return carried.get();
  }

  void cut() {
    set(true);
  }

  void mend() {
    set(false);
  }

  private void set(boolean toCut) {
    lock.lock();
    try {
      cut = toCut;
      whole.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        sockets.add(client);
        Thread.ofVirtual().start(() -> carry(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void carry(Socket client) {
    Socket server = new Socket();
    sockets.add(server);
    try {
      awaitWhole();
      server.connect(exit);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> pump(server, client, new AtomicLong()));
    } catch (IOException | InterruptedException e) {
      end(server, client); // nothing listens there: the client sees its connection close
      return;
    }
    pump(client, server, carried);
  }

  private void pump(Socket source, Socket sink, AtomicLong count) {
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = source.getInputStream();
        OutputStream out = sink.getOutputStream()) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        awaitWhole();
        out.write(chunk, 0, read);
        count.addAndGet(read);
      }
      awaitWhole(); // the end of a connection does not get through either
    } catch (IOException | InterruptedException e) {
      // one side is gone; so is the other now
    }
    end(source, sink);
  }

  private void end(Socket one, Socket other) {
    for (Socket socket : new Socket[] {one, other}) {
      sockets.remove(socket);
      try {
        socket.close();
      } catch (IOException e) {
        // it is no longer open, which is what was wanted
      }
    }
  }

  private void awaitWhole() throws InterruptedException {
    lock.lock();
    try {
      while (cut) {
        whole.await();
      }
    } finally {
      lock.unlock();
    }
  }

  void close() {
    try {
      entrance.close();
    } catch (IOException e) {
      // it is no longer open, which is what was wanted
    }
    mend();
    sockets.forEach(socket -> end(socket, socket));
  }
}

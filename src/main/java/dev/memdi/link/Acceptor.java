package dev.memdi.link;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Where links begin that other nodes open. */
final class Acceptor {
  private volatile @Nullable Channel channel;

  void listens(Channel at) {
    channel = at;
  }

  void close() {
    Channel open = channel;
    if (open != null) {
      var _ = open.close();
    }
  }
}

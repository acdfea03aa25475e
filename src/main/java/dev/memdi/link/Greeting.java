package dev.memdi.link;

import dev.memdi.api.Bytes;
import dev.memdi.api.NodeId;
import dev.memdi.api.codec.MalformedBytesException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said on a connection before it is a link.
 *
 * <pre>
 *   who connects:  'M' 'L' '0' '1' | length (int) | {@link Hello}
 *   who listens:   'M' 'L' '0' '1', if it knows the token; else it closes
 * </pre>
 */
final class Greeting {
  private static final int MAGIC = 0x4d4c3031;
  private static final long WITHIN_SECONDS = 3;
  private static final Logger LOG = LoggerFactory.getLogger(Links.class);

  private Greeting() {}

  private static void closeUnlessGreeted(ChannelHandlerContext context) {
    var _ =
        context
            .executor()
            .schedule(
                () -> {
                  if (!context.isRemoved()) {
                    var _ = context.close();
                  }
                },
                WITHIN_SECONDS,
                TimeUnit.SECONDS);
  }

  /** Waits for the greeting of somebody who has connected. */
  static final class Awaited extends ByteToMessageDecoder {
    private final Connector connector;
    private final NodeId self;
    private final Bytes token;

    Awaited(Connector connector, NodeId self, Bytes token) {
      this.connector = connector;
      this.self = self;
      this.token = token;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      closeUnlessGreeted(context);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> unused) {
      if (in.readableBytes() < 8) {
        return;
      }
      int begin = in.readerIndex();
      int length = in.getInt(begin + 4);
      if (in.getInt(begin) != MAGIC || length < 0 || length > Hello.LONGEST) {
        LOG.warn("{} connected to the port for links, and is no node", remote(context));
        var _ = context.close();
        in.skipBytes(in.readableBytes());
        return;
      }
      if (in.readableBytes() < 8 + length) {
        return;
      }
      byte[] bytes = new byte[length];
      in.skipBytes(8).readBytes(bytes);
      greeted(context, Hello.decode(bytes));
    }

    private void greeted(ChannelHandlerContext context, Hello hello) {
      boolean known = MessageDigest.isEqual(hello.token().array(), token.array());
      if (!known || !hello.to().equals(self)) {
        LOG.warn("{} connected to the port for links without an offer", remote(context));
        var _ = context.close();
        return;
      }
      var _ =
          context.writeAndFlush(context.alloc().buffer(4).writeInt(MAGIC), context.voidPromise());
      Link link = connector.begin(hello.from(), context.channel());
      context.pipeline().replace(this, "link", link);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause.getCause() instanceof MalformedBytesException) {
        LOG.warn("{} connected to the port for links: {}", remote(context), cause.getMessage());
      }
      var _ = context.close();
    }

    private static Object remote(ChannelHandlerContext context) {
      return context.channel().remoteAddress();
    }
  }

  /** Greets who listens, and waits to be known. */
  static final class Said extends ChannelInboundHandlerAdapter {
    private final Connector connector;
    private final Hello hello;
    private boolean known;

    Said(Connector connector, Hello hello) {
      this.connector = connector;
      this.hello = hello;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      byte[] bytes = hello.encode();
      ByteBuf out = context.alloc().buffer(8 + bytes.length);
      out.writeInt(MAGIC).writeInt(bytes.length).writeBytes(bytes);
      var _ = context.writeAndFlush(out, context.voidPromise());
      closeUnlessGreeted(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf in = (ByteBuf) message;
      if (in.readableBytes() < 4 || in.readInt() != MAGIC) {
        in.release();
        var _ = context.close();
        return;
      }
      known = true;
      Link link = connector.begin(hello.to(), context.channel());
      context.pipeline().replace(this, "link", link);
      if (in.isReadable()) {
        context.pipeline().fireChannelRead(in);
      } else {
        in.release();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!known) {
        connector.gaveUp(hello.to());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }
  }
}

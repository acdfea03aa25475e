package dev.memdi.edge.http;

import dev.memdi.api.codec.CopyStream;
import dev.memdi.routing.ShardCopy;
import java.io.IOException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * The bytes of one copy. Asks for a page when the client takes bytes, so that no more than one is
 * held here. A copy that is lost on the way ends in a failure, and so the answer without its end.
 */
final class CopySource extends GraphStage<SourceShape<ByteString>> {
  private final Outlet<ByteString> out = Outlet.create("CopySource.out");
  private final SourceShape<ByteString> shape = SourceShape.of(out);
  private final ShardCopy copy;
  private final CopyStream.Head head;

  /** For one client: closes {@code copy} when that is gone or has it all. */
  CopySource(ShardCopy copy, CopyStream.Head head) {
    this.copy = copy;
    this.head = head;
  }

  @Override
  public SourceShape<ByteString> shape() {
    return shape;
  }

  @Override
  public Logic createLogic(Attributes attributes) {
    return new Logic();
  }

  /** Runs in one thread at a time. */
  final class Logic extends GraphStageLogic {
    private final CopyStream.Encoder encoder = new CopyStream.Encoder();
    private final AsyncCallback<ShardCopy.Next> arrived = createAsyncCallback(this::arrived);
    private boolean begun;
    private long keys;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              if (begun) {
                copy.next(arrived::invoke);
              } else {
                begun = true;
                push(out, bytes(head));
              }
            }
          });
    }

    @Override
    public void postStop() {
      copy.close();
    }

    private void arrived(ShardCopy.Next next) {
      switch (next) {
        case ShardCopy.Next.Lost(String why) ->
            failStage(new IOException("a copy of shard " + head.shard() + " ends early: " + why));
        case ShardCopy.Next.Page page -> {
          ByteString bytes = ByteString.emptyByteString();
          if (!page.entries().isEmpty()) {
            keys += page.entries().size();
            bytes = bytes(new CopyStream.Page(page.entries()));
          }
          if (page.last()) {
            push(out, bytes.concat(bytes(new CopyStream.End(keys))));
            complete(out);
          } else if (bytes.isEmpty()) {
            copy.next(arrived::invoke);
          } else {
            push(out, bytes);
          }
        }
      }
    }

    private ByteString bytes(CopyStream.Part part) {
      return ByteString.fromArrayUnsafe(encoder.encode(part).array());
    }
  }
}

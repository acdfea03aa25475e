package dev.memdi.edge.resp;

import dev.memdi.api.Bytes;
import dev.memdi.api.Refusal;
import dev.memdi.api.Result;
import dev.memdi.routing.HashSlot;
import dev.memdi.routing.Router;
import dev.memdi.routing.ShardCopy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The keys of one slot, at one point in time. No table knows them: they are picked out of a copy of
 * their shard as its leader has it, values and all.
 */
final class SlotKeys {
  private final int slot;
  private final Function<Bytes, Optional<Reply>> found;
  private final Supplier<Reply> atTheEnd;
  private final Consumer<Reply> whenDone;

  /**
   * @param found takes each key of the slot; the answer, if no more are wanted
   * @param atTheEnd the answer when there are no more
   */
  private SlotKeys(
      int slot,
      Function<Bytes, Optional<Reply>> found,
      Supplier<Reply> atTheEnd,
      Consumer<Reply> whenDone) {
    this.slot = slot;
    this.found = found;
    this.atTheEnd = atTheEnd;
    this.whenDone = whenDone;
  }

  static Plan count(Call call) {
    long slot = call.integer(2);
    if (!isSlot(slot)) {
      throw new CommandException("ERR Invalid slot");
    }
    return new Plan.Later(whenDone -> {
      AtomicLong count = new AtomicLong();
      new SlotKeys(
              (int) slot,
              key -> {
                count.incrementAndGet();
                return Optional.empty();
              },
              () -> Reply.integer(count.get()),
              whenDone)
          .begin(call.client().router());
    });
  }

  static Plan list(Call call) {
    long slot = call.integer(2);
    long most = call.integer(3);
    if (!isSlot(slot) || most < 0) {
      throw new CommandException("ERR Invalid slot or number of keys");
    }
    KeyList keys = KeyList.of(call);
    if (most == 0) {
      return Plan.now(keys.reply());
    }
    return new Plan.Later(whenDone ->
        new SlotKeys((int) slot, key -> add(key, keys, most), keys::reply, whenDone)
            .begin(call.client().router()));
  }

  private static Optional<Reply> add(Bytes key, KeyList keys, long most) {
    if (!keys.add(key)) {
      return Optional.of(keys.tooLarge("ask for fewer"));
    }
    return keys.size() == most ? Optional.of(keys.reply()) : Optional.empty();
  }

  private static boolean isSlot(long number) {
    return number >= 0 && number < HashSlot.SLOTS;
  }

  private void begin(Router router) {
    router.copy(
        HashSlot.shardOf(slot, router.shards()),
        opening -> {
          switch (opening) {
            case ShardCopy.Opening.Opened(ShardCopy copy) -> next(copy);
            case ShardCopy.Opening.Refused(Refusal refusal) ->
                whenDone.accept(Reply.error(Errors.line(refusal)));
          }
        });
  }

  private void next(ShardCopy copy) {
    copy.next(next -> {
      switch (next) {
        case ShardCopy.Next.Page(List<Result.Entry> entries, boolean last) -> {
          Optional<Reply> answer = look(entries);
          if (last || answer.isPresent()) {
            copy.close();
            whenDone.accept(answer.orElseGet(atTheEnd));
          } else {
            next(copy);
          }
        }
        case ShardCopy.Next.Lost(String why) -> whenDone.accept(Reply.error("CLUSTERDOWN " + why));
      }
    });
  }

  private Optional<Reply> look(List<Result.Entry> entries) {
    for (Result.Entry entry : entries) {
      if (HashSlot.of(entry.key()) == slot) {
        Optional<Reply> answer = found.apply(entry.key().bytes());
        if (answer.isPresent()) {
          return answer;
        }
      }
    }
    return Optional.empty();
  }
}

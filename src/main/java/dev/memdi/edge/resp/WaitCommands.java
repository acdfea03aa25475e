package dev.memdi.edge.resp;

import dev.memdi.api.Ack;
import dev.memdi.api.Durability;
import dev.memdi.api.Keyspace;
import dev.memdi.api.Status;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/** {@code WAIT} and {@code WAITAOF}: how many hold what the connection wrote, as leaders tell. */
final class WaitCommands {
  private static final long LOOKS_AGAIN_MILLIS = 20;

  private WaitCommands() {}

  static List<Command> rows() {
    Row row = new Row("generic", Category.CONNECTION);
    return List.of(
        row.alone(
            "wait",
            3,
            "",
            "Waits until so many replicas beside the leader hold all that this connection wrote",
            WaitCommands::replicas),
        row.alone("waitaof", 4, "noscript", "The same for disks", WaitCommands::disks));
  }

  private static Plan replicas(Call call) {
    long wanted = call.integer(1);
    return waiting(call, 2, held -> held >= wanted, Reply::integer);
  }

  private static Plan disks(Call call) {
    boolean onDisk = call.client().router().keyspace().durability() == Durability.SYNC;
    long local = call.integer(1);
    if (local < 0 || local > 1) {
      throw new CommandException("ERR value is out of range, must be between 0 and 1");
    }
    long wanted = call.integer(2);
    if (local > 0 && !onDisk) {
      throw new CommandException(
          "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");
    }
    boolean here = onDisk && call.client().ack() != Ack.LEADER;
    return waiting(
        call,
        3,
        held -> !onDisk || held >= wanted,
        held ->
            Reply.array(List.of(Reply.integer(here ? 1 : 0), Reply.integer(onDisk ? held : 0))));
  }

  private static Plan waiting(
      Call call, int timeoutAt, LongPredicate enough, LongFunction<Reply> answer) {
    long timeout = call.integer(timeoutAt);
    if (timeout < 0) {
      throw new CommandException("ERR timeout is negative");
    }
    long begin = call.backend().clock().nanos();
    long patience = timeout == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeout);
    return new Plan.Later(whenDone -> {
      call.client().facts().mark(ClientFacts.Mark.WAITS, true);
      look(
          call,
          held -> enough.test(held) || call.backend().clock().nanos() - begin >= patience,
          answer,
          reply -> {
            call.client().facts().mark(ClientFacts.Mark.WAITS, false);
            whenDone.accept(reply);
          });
    });
  }

  private static void look(
      Call call, LongPredicate last, LongFunction<Reply> answer, Consumer<Reply> whenDone) {
    var _ =
        call.backend()
            .administration()
            .cluster()
            .thenAccept(cluster -> {
              long held = held(call, cluster);
              if (last.test(held) || !call.backend().clients().isOpen(call.client())) {
                whenDone.accept(answer.apply(held));
              } else {
                CompletableFuture.delayedExecutor(LOOKS_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> look(call, last, answer, whenDone));
              }
            });
  }

  /** Beside the leader, in the shard where they are the fewest. */
  private static long held(Call call, Status.Cluster cluster) {
    Set<String> answering =
        cluster.nodes().stream()
            .filter(Status.Member::reachable)
            .map(member -> member.id().name())
            .collect(Collectors.toSet());
    long least = Long.MAX_VALUE;
    Keyspace keyspace = call.client().router().keyspace();
    for (int number = keyspace.first(); number < keyspace.end(); number++) {
      Status.Shard shard = cluster.shard(number);
      long voters = shard.replicas().stream().filter(Status.Peer::voter).count();
      // a majority holds what was answered; and one that lacks nothing holds it in any case
      long answered = call.client().ack() == Ack.LEADER ? 0 : voters / 2;
      long caughtUp =
          shard.replicas().stream()
              .filter(peer -> answering.contains(peer.node().name()))
              .filter(peer -> peer.lag().filter(lag -> lag == 0).isPresent())
              .filter(
                  peer -> shard.leader().filter(l -> l.name().equals(peer.node().name())).isEmpty())
              .count();
      least = Math.min(least, Math.max(answered, caughtUp));
    }
    return least;
  }
}

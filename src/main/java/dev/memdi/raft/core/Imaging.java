package dev.memdi.raft.core;

import dev.memdi.api.Bytes;
import dev.memdi.api.NodeId;
import java.util.List;

/**
 * Snapshots over the network, in chunks, and compaction of the log (Raft paper §7, thesis ch. 5).
 */
final class Imaging {
  private Imaging() {}

  // ---- the leader's side

  /** {@code peer} lacks what is compacted away: it gets a snapshot, as soon as there is one. */
  static Progress begin(Draft d, NodeId peer, Progress progress) {
    Role.ImageState image = d.leader().image();
    boolean usable =
        image instanceof Role.ImageState.Ready ready && ready.base().index() >= d.log.baseIndex();
    if (!usable && !(image instanceof Role.ImageState.Capturing)) {
      d.image(new Role.ImageState.Capturing());
      d.effect(new Effect.CaptureImage());
    }
    long index =
        usable && image instanceof Role.ImageState.Ready ready
            ? ready.base().index()
            : Long.MAX_VALUE;
    Progress installing = progress.in(new Progress.Mode.Installing(index, 0, 0, d.now));
    d.progress(peer, installing);
    return installing;
  }

  static void captured(Draft d, Log.Base base, int chunks) {
    if (!d.leads() || !isWanted(d.leader().image(), base)) {
      return;
    }
    if (base.index() < d.log.baseIndex()) {
      d.effect(new Effect.CaptureImage()); // asked for in an earlier office: too old by now
      return;
    }
    d.image(new Role.ImageState.Ready(base, chunks));
    for (NodeId peer : List.copyOf(d.leader().peers().keySet())) {
      Progress progress = d.leader().peers().get(peer);
      if (progress != null && progress.mode() instanceof Progress.Mode.Installing) {
        d.progress(peer, progress.in(new Progress.Mode.Installing(base.index(), 0, 0, d.now)));
        Replication.send(d, peer, false);
      }
    }
    releaseIfUnused(d);
  }

  /** One captured for an earlier office may come first; the newer one then takes its place. */
  private static boolean isWanted(Role.ImageState image, Log.Base base) {
    return switch (image) {
      case Role.ImageState.None none -> false;
      case Role.ImageState.Capturing capturing -> true;
      case Role.ImageState.Ready ready -> base.index() > ready.base().index();
    };
  }

  /** Whoever has been sent all may be silent for long, until it has the snapshot on its disk. */
  private static boolean isStoring(Draft d, Progress.Mode.Installing installing) {
    return d.leader().image() instanceof Role.ImageState.Ready ready
        && installing.sent() == ready.chunks()
        && d.now - installing.movedAt() < d.parameters.storingNanos();
  }

  static boolean sendChunks(
      Draft d, NodeId peer, Progress progress, Progress.Mode.Installing installing) {
    if (!(d.leader().image() instanceof Role.ImageState.Ready ready)
        || ready.base().index() != installing.imageIndex()) {
      return false;
    }
    int until = Math.min(ready.chunks(), installing.acknowledged() + d.parameters.imageWindow());
    int sent = installing.sent();
    for (; sent < until; sent++) {
      d.send(
          peer,
          new Message.ImageChunk(
              d.term, ready.base(), sent, ready.chunks(), Bytes.EMPTY, d.now, d.shardTime()));
    }
    if (sent == installing.sent()) {
      return false;
    }
    d.progress(
        peer,
        progress.in(
            new Progress.Mode.Installing(
                installing.imageIndex(), installing.acknowledged(), sent, d.now)));
    return true;
  }

  /**
   * Chunks that nobody has answered for a lease were lost: they are sent again. A member that is
   * silent altogether is sent none, so that neither a snapshot nor the log after it is kept for it.
   */
  static void repeatUnanswered(Draft d) {
    for (NodeId peer : List.copyOf(d.leader().peers().keySet())) {
      Progress progress = d.progress(peer);
      if (!(progress.mode() instanceof Progress.Mode.Installing installing)) {
        continue;
      }
      if (!Elections.isHeard(d, peer) && !isStoring(d, installing)) {
        d.progress(peer, progress.in(new Progress.Mode.Probing(false)));
      } else if (installing.sent() > installing.acknowledged()
          && d.now - installing.movedAt() > d.parameters.leaseNanos()) {
        d.progress(
            peer,
            progress.in(
                new Progress.Mode.Installing(
                    installing.imageIndex(),
                    installing.acknowledged(),
                    installing.acknowledged(),
                    d.now)));
      }
    }
    releaseIfUnused(d);
  }

  static void progress(Draft d, NodeId from, Message.ImageProgress answer) {
    Progress progress = d.progress(from);
    if (progress.mode() instanceof Progress.Mode.Installing installing
        && installing.imageIndex() == answer.imageIndex()) {
      // the follower's word counts: it may be ahead of an answer that was lost, or have begun anew,
      // unless that answer has only been overtaken by later ones
      int acknowledged = answer.nextChunk();
      boolean backwards = acknowledged < installing.acknowledged();
      if (backwards && answer.sentAt() < installing.movedAt()) {
        return;
      }
      int sent = backwards ? acknowledged : Math.max(acknowledged, installing.sent());
      long movedAt = acknowledged == installing.acknowledged() ? installing.movedAt() : d.now;
      d.progress(
          from,
          progress.in(
              new Progress.Mode.Installing(installing.imageIndex(), acknowledged, sent, movedAt)));
      Replication.send(d, from, false);
    }
  }

  static void releaseIfUnused(Draft d) {
    boolean used =
        d.leader().peers().values().stream()
            .anyMatch(p -> p.mode() instanceof Progress.Mode.Installing);
    if (!used && d.leader().image() instanceof Role.ImageState.Ready) {
      d.image(new Role.ImageState.None());
    }
  }

  /** Drops the log up to {@code index}, but not what a snapshot under way must be followed by. */
  static void compact(Draft d, long index) {
    long upTo = Math.min(index, d.commit);
    if (d.leads() && d.leader().image() instanceof Role.ImageState.Ready ready) {
      upTo = Math.min(upTo, ready.base().index());
    } else if (d.leads() && d.leader().image() instanceof Role.ImageState.Capturing) {
      return;
    }
    if (upTo > d.log.baseIndex()) {
      d.log = d.log.compactTo(d.log.floor(upTo));
    }
  }

  // ---- the follower's side

  static void receive(Draft d, NodeId from, Message.ImageChunk chunk) {
    Log.Base base = chunk.base();
    if (d.rules.isStale(base, d.commit)) {
      answer(d, from, new Message.Appended(d.term, base.index(), chunk.sentAt()));
      return;
    }
    if (d.log.matches(base.index(), base.term())) {
      d.commitTo(base.index()); // the log has it all: nothing to install
      answer(d, from, new Message.Appended(d.term, base.index(), chunk.sentAt()));
      return;
    }
    Role.Arriving arriving =
        ((Role.Follower) d.role)
            .arriving()
            .filter(a -> a.from().equals(from) && a.base().index() >= base.index())
            .orElse(new Role.Arriving(from, base, 0));
    boolean current = arriving.base().equals(base); // else overtaken by a newer snapshot's
    if (current && chunk.chunk() == arriving.nextChunk()) {
      d.effect(new Effect.KeepChunk(from, chunk));
      arriving = new Role.Arriving(from, base, arriving.nextChunk() + 1);
    }
    if (current && arriving.nextChunk() == chunk.chunks()) {
      install(d, base);
      answer(d, from, new Message.Appended(d.term, base.index(), chunk.sentAt()));
    } else {
      d.role = ((Role.Follower) d.role).receiving(arriving);
      answer(
          d,
          from,
          new Message.ImageProgress(
              d.term, arriving.base().index(), arriving.nextChunk(), chunk.sentAt()));
    }
  }

  private static void install(Draft d, Log.Base base) {
    d.replaceLog(d.rules.installed(base, d.log.configuration()));
    d.commit = base.index();
    d.role = ((Role.Follower) d.role).installed();
    d.effect(new Effect.InstallImage(base));
  }

  private static void answer(Draft d, NodeId to, Message message) {
    d.reply(new Effect.Send(to, message));
  }
}

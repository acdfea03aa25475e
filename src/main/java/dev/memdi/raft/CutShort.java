package dev.memdi.raft;

import dev.memdi.api.NodeId;
import dev.memdi.raft.core.Birth;
import dev.memdi.raft.core.Peer;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whether a founder's shard can't have been born: because so many nodes of its founders, in a later
 * life of theirs, have said that they hold nothing of it that the others are no majority.
 *
 * <p>A leader needs the votes of a majority of the founders, each of whom had its birth on disk
 * before it voted. So if there ever was one, a majority of disks knows of the birth; whoever has
 * such a disk is not blank unless that was damaged, and then it has noted that there is a shard and
 * takes part in no birth, or unless somebody emptied it. And should this be wrong nevertheless, for
 * a word of long ago: what is taken back is the seat of a voter that has never voted nor
 * acknowledged anything, which a shard may lose at any time; it has no word for anybody under that
 * identity any more, and comes to be again under another.
 *
 * <p>Until somebody has led, such a founder says that the shard exists to its fellows only, who may
 * have missed their declaration. Strangers would note it for good, and take part in no birth any
 * more. They need no word for a veto: a birth wants everybody's promise.
 */
final class CutShort {
  private final Birth.Founders founders;
  private final SortedSet<String> blank = new TreeSet<>();
  private boolean established;

  /**
   * @param possible whether the replica has a log, and that says no more than that it was born
   */
  CutShort(Birth.Founders founders, boolean possible) {
    this.founders = founders;
    this.established = !possible || founders.peers().size() == 1;
  }

  /** Something was committed: there is such a shard. */
  void established() {
    established = true;
  }

  /** Whether it may be told of the shard. */
  boolean maySay(Peer stranger) {
    return established || founders.include(stranger.id());
  }

  /** A node in view is blank; answers whether that settles it. */
  boolean isBlank(NodeId node) {
    if (!established && !founders.include(node)) {
      blank.add(node.name());
    }
    return !founders.configuration().majority(id -> !blank.contains(id.name()));
  }
}

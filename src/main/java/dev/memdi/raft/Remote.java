package dev.memdi.raft;

/** A message that crosses nodes: it has a codec in {@code dev.memdi.raft.wire}. */
public sealed interface Remote
    permits Replicator.FromPeer,
        Replicator.Write,
        Replicator.Read,
        Replicator.OpenCopy,
        Replicator.ReadLocal,
        Replicator.HandOver,
        ShardReplica.AboutBirth,
        ShardReplica.Invite,
        ShardReplica.Dismiss,
        ShardReplica.AskIfNeeded,
        ShardReplica.NotNeeded,
        ShardReplica.ReadChanges,
        ElectionCoordinator.Ask,
        ElectionCoordinator.Answer,
        CopyReader.Pull,
        CopyReader.Close,
        CopyReader.Told,
        RejectedBurst {}

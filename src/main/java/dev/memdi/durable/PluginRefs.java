package dev.memdi.durable;

import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.Persistence;

/** The plugins' actors, for what Pekko's persistent actors can't ask of them. */
record PluginRefs(ActorRef journal, ActorRef snapshots) {
  static PluginRefs of(ActorSystem<?> system, DurableLog.Plugins plugins) {
    Persistence persistence = Persistence.get(system);
    return new PluginRefs(
        persistence.journalFor(plugins.journal(), persistence.journalFor$default$2()),
        persistence.snapshotStoreFor(
            plugins.snapshots(), persistence.snapshotStoreFor$default$2()));
  }
}

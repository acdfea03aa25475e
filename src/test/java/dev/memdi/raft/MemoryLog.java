package dev.memdi.raft;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.memdi.durable.DurableLog;
import dev.memdi.raft.core.Durable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;

/** A journal in memory that fails on demand, and a time that passes on demand. */
final class MemoryLog {
  static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.persistence.testkit.events.serialize = off
              pekko.persistence.testkit.snapshots.serialize = off
              pekko.loglevel = OFF
              """)
          .withFallback(ManualTime.config())
          .withFallback(PersistenceTestKitPlugin.config())
          .withFallback(PersistenceTestKitSnapshotPlugin.config());

  static final DurableLog.Plugins PLUGINS =
      new DurableLog.Plugins(
          PersistenceTestKitPlugin.PluginId(), PersistenceTestKitSnapshotPlugin.PluginId());

  private MemoryLog() {}

  static List<Durable> persisted(PersistenceTestKit journal, String name) {
    return journal.persistedInStorage(name).stream()
        .map(event -> ((LogEvent) event).change())
        .toList();
  }

  /** Has been there since an earlier life. */
  static void hold(PersistenceTestKit journal, String name, Durable... changes) {
    journal.persistForRecovery(name, Stream.of(changes).<Object>map(LogEvent::of).toList());
  }
}

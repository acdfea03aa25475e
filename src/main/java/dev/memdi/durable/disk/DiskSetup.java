package dev.memdi.durable.disk;

import java.nio.file.Path;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;

/** Gives an actor system disks of another kind than {@link FileDisk}: the simulator's. */
public final class DiskSetup extends Setup {
  /** Opens the disk that a directory names. */
  public interface Opener {
    Disk open(Path directory) throws java.io.IOException;
  }

  private final Opener opener;
  private final Stamps stamps;

  public DiskSetup(Opener opener, Stamps stamps) {
    this.opener = opener;
    this.stamps = stamps;
  }

  /** What stamps the files of an actor system bear. */
  public static Stamps stamps(ActorSystem system) {
    return system
        .settings()
        .setup()
        .get(DiskSetup.class)
        .map(setup -> setup.stamps)
        .orElse(Stamps.OF_PEKKO);
  }

  public Opener opener() {
    return opener;
  }
}

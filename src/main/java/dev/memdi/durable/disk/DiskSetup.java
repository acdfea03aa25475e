package dev.memdi.durable.disk;

import java.nio.file.Path;
import org.apache.pekko.actor.setup.Setup;

/** Gives an actor system disks of another kind than {@link FileDisk}: the simulator's. */
public final class DiskSetup extends Setup {
  /** Opens the disk that a directory names. */
  public interface Opener {
    Disk open(Path directory) throws java.io.IOException;
  }

  private final Opener opener;

  public DiskSetup(Opener opener) {
    this.opener = opener;
  }

  public Opener opener() {
    return opener;
  }
}

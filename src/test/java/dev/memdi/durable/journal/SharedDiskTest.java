package dev.memdi.durable.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What one user of a disk hears when forcing the names failed for another. */
class SharedDiskTest {
  private final FragileDisk fragile = new FragileDisk();
  private final SharedDisk disk = new SharedDisk(fragile);

  private boolean forceSucceeds() {
    return !disk.forceNames().toCompletableFuture().isCompletedExceptionally();
  }

  /** A force that may have lost what was named before it. */
  private void aForceFails() {
    fragile.forcesFail = true;
    assertThat(forceSucceeds()).isFalse();
    fragile.forcesFail = false;
  }

  @Test
  void aNameThatAnothersForceMayHaveLostIsNotSaidToLast() throws IOException {
    disk.create("journal-1.tmp", 0);
    disk.rename("journal-1.tmp", "journal-1.seg.zst");
    aForceFails();
    assertThat(forceSucceeds()).isFalse();
    assertThat(forceSucceeds()).isFalse();
  }

  @Test
  void whoeverTakesItsNameBackLetsTheOthersGoOn() throws IOException {
    disk.create("journal-1.seg", 0);
    aForceFails();
    disk.delete("journal-1.seg");
    disk.create("journal-2.seg", 0);
    assertThat(forceSucceeds()).isTrue();
  }

  @Test
  void whatIsNamedAfterTheFailureIsNotInDoubt() throws IOException {
    aForceFails();
    disk.create("journal-1.seg", 0);
    assertThat(forceSucceeds()).isTrue();
  }

  @Test
  void whatWasForcedBeforeIsNotInDoubt() throws IOException {
    disk.create("journal-1.seg", 0);
    assertThat(forceSucceeds()).isTrue();
    aForceFails();
    assertThat(forceSucceeds()).isTrue();
  }

  @Test
  void whatIsNotFinishedNeedsNoNameYet() throws IOException {
    disk.create("journal-1.tmp", 0);
    aForceFails();
    assertThat(forceSucceeds()).isTrue();
    disk.rename("journal-1.tmp", "journal-1.seg.zst");
    assertThat(forceSucceeds()).isTrue();
  }
}

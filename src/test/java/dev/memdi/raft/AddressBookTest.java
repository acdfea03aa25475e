package dev.memdi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memdi.raft.core.Configuration;
import dev.memdi.raft.core.Member;
import dev.memdi.raft.core.Peer;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressBookTest {
  private static final Peer MOVED = new Peer(Stage.OTHER.id(), "127.0.0.1:99");

  private final AddressBook book = new AddressBook(Stage.founders(Stage.SELF, Stage.OTHER));

  private static Configuration both(Peer other) {
    return Configuration.of(List.of(new Member(Stage.SELF, true), new Member(other, false)));
  }

  @Test
  void membersAreWhereTheyWereTakenInUntilAnythingElseIsHeard() {
    assertThat(book.locate(both(Stage.OTHER))).isEqualTo(both(Stage.OTHER));
    assertThat(book.peer(Stage.THIRD.id())).isEmpty();
  }

  @Test
  void whoHasMovedIsAskedWhereItIsNow() {
    book.learn(MOVED);

    assertThat(book.locate(both(Stage.OTHER))).isEqualTo(both(MOVED));
  }

  @Test
  void whatAConfigurationSaysIsNoNews() {
    book.learn(MOVED);
    book.introduce(Stage.OTHER);

    assertThat(book.peer(Stage.OTHER.id())).contains(MOVED);
  }
}

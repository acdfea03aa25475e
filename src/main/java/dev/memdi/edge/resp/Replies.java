package dev.memdi.edge.resp;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers in the making: whatever goes wrong is an answer, too. */
final class Replies {
  static final String INTERNAL = "ERR an error of the server's; its log has the whole of it";

  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private Replies() {}

  static Reply of(Plan.Keyed keyed, StepAnswers answers) {
    return of(() -> keyed.reply().apply(answers));
  }

  static Reply of(Supplier<Reply> making) {
    try {
      return making.get();
    } catch (CommandException e) {
      return Reply.error(e.line());
    } catch (RuntimeException e) { // without an answer all later ones would be taken for others
      LOG.error("an answer failed by an error of this server", e);
      return Reply.error(INTERNAL);
    }
  }
}

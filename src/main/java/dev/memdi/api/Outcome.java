package dev.memdi.api;

/** How an operation ended, and what its client may conclude. When in doubt, {@link Unknown}. */
public sealed interface Outcome {
  /** It was done. */
  record Done(Result result, Assurance assurance) implements Outcome {}

  /** It was certainly not done, and never will be. */
  record Refused(Refusal refusal) implements Outcome {}

  /** It may have been done, or may yet be. */
  record Unknown(String why) implements Outcome {}
}

package dev.memdi;

/** The operation may have been done, or may yet be: read before you repeat it. */
public final class UnknownOutcomeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownOutcomeException(String why) {
    super(why);
  }
}

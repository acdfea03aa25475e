package dev.memdi.durable;

/** A log that can be read, but in which something is missing. */
public final class IncompleteLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public IncompleteLogException(String message, Throwable cause) {
    super(message, cause);
  }
}

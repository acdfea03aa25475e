package dev.memdi.api.codec;

/** Bytes that are not what they should be; the message says what is wrong with them. */
public final class MalformedBytesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedBytesException(String message) {
    super(message);
  }
}

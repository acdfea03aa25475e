package dev.memdi.edge.resp;

/** What a client sent is no request, and nothing after it can be understood. */
final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }
}

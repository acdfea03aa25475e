package dev.memdi.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where a node serves HTTP, as somebody typed it. */
final class NodeUrl {
  private NodeUrl() {}

  /** The address that {@code text} names; else the command line is wrong. */
  static URI of(String text, String option, CommandSpec spec) {
    try {
      URI url = new URI(text);
      boolean path =
          url.getPath() != null && !url.getPath().isEmpty() && !url.getPath().equals("/");
      if ("http".equals(url.getScheme()) && url.getHost() != null && !path) {
        return url.resolve("/");
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw new ParameterException(
        spec.commandLine(),
        "%s %s: expected the address of a node, as in http://127.0.0.1:3001"
            .formatted(option, text));
  }

  /** What went wrong, in words. */
  static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case ConnectException refused -> "cannot connect: " + message;
      case UnknownHostException unknown -> "there is no host " + message;
      case SocketTimeoutException late -> "no answer in time: " + message;
      case FileNotFoundException none -> "not found: " + message;
      case NodeClient.RefusedException refused -> message;
      case IOException other ->
          message.equals("Premature EOF") ? "the answer was cut short" : message;
      default -> message;
    };
  }
}

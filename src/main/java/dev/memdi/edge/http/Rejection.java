package dev.memdi.edge.http;

/** Ends an exchange with a problem, from wherever it was found. */
final class Rejection extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never leaves the process
  private final Problem problem;

  Rejection(Problem problem) {
    super(problem.detail(), null, false, false); // no stack trace: it is an answer, not an error
    this.problem = problem;
  }

  static Rejection invalid(String detail) {
    return new Rejection(Problem.invalid(detail));
  }

  Problem problem() {
    return problem;
  }
}

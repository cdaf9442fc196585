package dev.omnihuman.ledger;

import java.sql.SQLException;

/** What a database complains of, without the values that it was given: links may be signed. */
final class SqlWords {

  private SqlWords() {}

  static String of(Throwable trouble) {
    for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return of(sql);
      }
    }
    return String.valueOf(trouble.getMessage());
  }

  /** Of a batch the statement's own trouble; behind its first line come values. */
  private static String of(SQLException trouble) {
    SQLException last = trouble;
    while (last.getNextException() != null) {
      last = last.getNextException();
    }
    return String.valueOf(last.getMessage()).lines().findFirst().orElse("");
  }
}

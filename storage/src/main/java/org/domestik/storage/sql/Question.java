// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import org.domestik.model.BadInput;

/**
 * One SELECT that a stranger asks, and how much of its answer is wanted.
 *
 * @param sql without white space and a semicolon at its end
 * @param maxBytes of the answer in the heap, counted roughly
 * @param seconds how long it may run
 */
public record Question(String sql, int maxRows, long maxBytes, int seconds) {
  /** Of a text in the answer. */
  public static final int MAX_CELL = 1 << 20;

  private static final int MAX_LENGTH = 10_000;

  public Question {
    sql = sql.strip();
    if (sql.endsWith(";")) {
      sql = sql.substring(0, sql.length() - 1).stripTrailing();
    }
    if (sql.length() > MAX_LENGTH || sql.indexOf(0) >= 0) {
      throw new BadInput(
          "a statement has at most " + MAX_LENGTH + " characters, not " + sql.length());
    }
    if (sql.isEmpty()) {
      throw new BadInput("there is no statement: write one SELECT");
    }
  }

  public BadInput tooLate() {
    return new BadInput(
        "the statement took longer than " + seconds + " s; ask for less: a host, a span of time");
  }

  public static BadInput tooLong() {
    return new BadInput(
        "a text of the answer is longer than "
            + MAX_CELL
            + " bytes; ask for a part of it: left(…)");
  }
}

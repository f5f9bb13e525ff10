// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.domestik.storage.Table;
import org.jspecify.annotations.Nullable;

/** The rows of an answer as they come, until there are as many, or as large ones, as wanted. */
public final class AnswerRows {
  /** About what a cell without a text takes, here and as JSON. */
  private static final int CELL = 16;

  private final Question question;
  private final List<String> columns;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();
  private long bytes;
  private @Nullable String cut;

  public AnswerRows(Question question, List<String> columns) {
    this.question = question;
    this.columns = columns;
  }

  /** Whether no more can be taken: those who fetch them may stop. */
  public boolean isFull() {
    return cut != null;
  }

  /** Takes a row, or notes that there was one too many. */
  public void add(List<@Nullable Object> cells) {
    if (rows.size() == question.maxRows()) {
      cut = question.maxRows() + " rows";
      return;
    }
    List<@Nullable Object> row = new ArrayList<>();
    for (Object cell : cells) {
      Object shown = shown(cell);
      bytes += CELL + (shown instanceof String text ? text.length() : 0);
      row.add(shown);
    }
    if (bytes > question.maxBytes()) {
      cut = question.maxBytes() + " bytes";
    } else {
      rows.add(row);
    }
  }

  private static @Nullable Object shown(@Nullable Object cell) {
    return switch (cell) {
      case null -> null;
      case Boolean bool -> bool;
      case Double number -> Double.isFinite(number) ? (Object) number : number.toString();
      case Float number -> shown((double) number);
      case BigInteger number -> number;
      case BigDecimal number -> number;
      case Number number -> number.longValue();
      case Instant time -> time.toString();
      default -> cell.toString();
    };
  }

  public Table table() {
    return new Table(columns, rows, cut);
  }
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.util.List;

/** Names of tables and columns as SQL takes them. */
public final class Identifiers {
  /** Where all tables and views are. */
  public static final String SCHEMA = "domestik";

  /** What all names that people read begin with, and no others. */
  public static final String FOR_READERS = "probe_";

  private Identifiers() {}

  /** A name as SQL takes it, whatever word it is. */
  public static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A text as SQL takes it, where it cannot be an argument. */
  public static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Names of columns, one after the other. */
  public static String list(List<String> names) {
    return String.join(", ", names.stream().map(Identifiers::quoted).toList());
  }

  /** A table of the schema as SQL takes it. */
  public static String table(String name) {
    return SCHEMA + "." + quoted(name);
  }

  /** Whether a name is one of those that people and roles may read: views, and Java's tables. */
  public static boolean isForReaders(String name) {
    return name.startsWith(FOR_READERS);
  }
}

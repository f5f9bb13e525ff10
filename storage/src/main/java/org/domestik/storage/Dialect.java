// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage;

import java.util.List;

/** What the two stores say differently in SQL, and how each takes many rows at once. */
interface Dialect {
  /** Begins a transaction that sees one snapshot and changes nothing. */
  String beginRead();

  /** Begins a transaction that adds; its statements see what others commit meanwhile. */
  String beginWrite();

  /** Begins a transaction whose statements all see one snapshot. */
  String beginSnapshotWrite();

  /** The microseconds since 1970 of a TIMESTAMPTZ, as BIGINT. */
  String micros(String time);

  /** The TIMESTAMPTZ of microseconds since 1970. */
  String time(String micros);

  /** The earliest time at which a number was at its least ({@code sign} +1) or greatest (-1). */
  String timeOfExtreme(String time, String number, int sign);

  /** A number, or NULL where it is infinite or not a number. */
  String finite(String number);

  /** What makes a table of many rows quick to search; empty where the store does so by itself. */
  List<String> index(String table, List<String> columns, boolean unique);

  /** Lets several transactions add rows while no {@link #lockAlone} is held. */
  List<String> lockShared();

  /** Waits until nobody adds rows, and lets nobody begin to. */
  List<String> lockAlone();

  /** Lets one transaction at a time change a table; readers and the snapshot are unaffected. */
  List<String> lockTable(String table);

  /** Opens a table for many rows. */
  RowSink sink(java.sql.Connection connection, String table, List<String> columns);
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.table;

import java.io.IOException;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.importing.part.Faults;
import org.domestik.server.importing.part.Latest;
import org.domestik.server.importing.part.Part;
import org.domestik.server.importing.part.Parts;
import org.domestik.server.ingest.Precision;
import org.jspecify.annotations.Nullable;

/** A table in parts of so many cells. */
public final class TableParts implements Parts {
  private static final int CELLS = 150_000;
  private static final int ROWS = 20_000;

  private final Table table;
  private final String probe;
  private final @Nullable ProbeDescription description;
  private final List<String> keys;
  private final @Nullable String host;
  private final Precision precision;
  private final Latest latest;
  private final Faults faults;
  private final int rows;
  private @Nullable Columns columns;

  /**
   * @param description what the store knows of the probe; where the file says more, that counts
   * @param keys the columns that are keys, where somebody says so; else empty
   */
  public TableParts(
      Table table,
      String probe,
      @Nullable ProbeDescription description,
      List<String> keys,
      @Nullable String host,
      Precision precision,
      Latest latest,
      Faults faults) {
    this.table = table;
    this.probe = probe;
    ProbeDescription said = table.description();
    this.description = said == null ? description : said;
    this.keys = keys;
    this.host = host;
    this.precision = precision;
    this.latest = latest;
    this.faults = faults;
    rows = Math.clamp(CELLS / Math.max(1, table.columns().size()), 1, ROWS);
  }

  @Override
  public @Nullable Part next() throws IOException {
    @Nullable BadInput end = null;
    @Nullable TableRows part = null;
    String first = "";
    long read = 0;
    while (read < rows && end == null) {
      long before = read;
      try {
        @Nullable Object[] row = table.next();
        if (row == null) {
          break;
        }
        if (read++ == 0) {
          first = table.place();
        }
        Columns its = columns(row);
        part = part == null ? rows(its) : part;
        part.add(row);
      } catch (BadInput e) {
        if (columns == null) {
          throw e.at(table.place()); // The whole table is meant.
        }
        end = faults.end(table.place(), e);
        read = end == null ? read : before;
      }
    }
    return read == 0 && end == null
        ? null
        : new Part(
            first + " to " + table.place(), read, part == null ? List.of() : part.batches(), end);
  }

  private TableRows rows(Columns its) {
    return new TableRows(its, probe, description, table.description(), host, precision, latest);
  }

  private Columns columns(@Nullable Object[] first) {
    Columns its = columns;
    if (its == null) {
      its = Columns.of(table.columns(), first, description, keys);
      if (its.host() < 0 && host == null) {
        throw new BadInput("there is no column host; name the host with --host");
      }
      columns = its;
    }
    return its;
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}

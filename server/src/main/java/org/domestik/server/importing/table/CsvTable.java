// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.importing.part.Source;
import org.jspecify.annotations.Nullable;

/** CSV after RFC 4180 with a line of names first; an empty cell is none. */
public final class CsvTable implements Table {
  private final Source source;
  private final CloseableIterator<CsvRecord> records;
  private final List<String> columns;
  private long line = 1;

  public CsvTable(Source source) throws IOException {
    this.source = source;
    records =
        CsvReader.builder()
            .detectBomHeader(true)
            .skipEmptyLines(true)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .ofCsvRecord(source.stream(), UTF_8) // Behind a reader it would see no mark.
            .iterator();
    CsvRecord header = record();
    if (header == null) {
      throw new BadInput(source.name() + ": there is no line of names");
    }
    columns = List.copyOf(header.getFields());
  }

  private @Nullable CsvRecord record() throws IOException {
    try {
      if (!records.hasNext()) {
        return null;
      }
      CsvRecord record = records.next();
      line = record.getStartingLineNumber();
      return record;
    } catch (CsvParseException e) {
      throw new IOException("it is no CSV behind line " + line, e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public @Nullable ProbeDescription description() {
    return null;
  }

  @Override
  public @Nullable Object @Nullable [] next() throws IOException {
    CsvRecord record = record();
    if (record == null) {
      return null;
    }
    if (record.getFieldCount() != columns.size()) {
      throw new BadInput(
          record.getFieldCount() + " cells, but the first line has " + columns.size() + " names");
    }
    @Nullable Object[] cells = new @Nullable Object[columns.size()];
    for (int i = 0; i < cells.length; i++) {
      String cell = record.getField(i);
      cells[i] = cell.isEmpty() ? null : cell;
    }
    return cells;
  }

  @Override
  public String place() {
    return source.name() + ":" + line;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}

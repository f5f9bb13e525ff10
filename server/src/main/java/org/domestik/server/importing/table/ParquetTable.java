// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.domestik.model.BadInput;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.importing.part.Source;
import org.domestik.server.json.JsonTree;
import org.domestik.storage.parquet.ParquetRows;
import org.jspecify.annotations.Nullable;

/** A Parquet file: one of our own exports, which says what its probe is, or another's. */
public final class ParquetTable implements Table {
  private final String name;
  private final ParquetRows rows;
  private final @Nullable ProbeDescription description;
  private long read;

  public ParquetTable(Source source) {
    name = source.name();
    Path path = source.path();
    if (path == null || !name.equals(source.plainName())) {
      throw new BadInput(name + ": Parquet is read from a file that is not packed");
    }
    rows = ParquetRows.open(path);
    String said = rows.description();
    description = said == null ? null : described(said);
  }

  @SuppressWarnings("unchecked") // The names of an object are texts.
  private ProbeDescription described(String said) {
    try {
      Object tree = JsonTree.read(new ByteArrayInputStream(said.getBytes(StandardCharsets.UTF_8)));
      if (tree instanceof Map<?, ?> map && map.get("name") instanceof String probe) {
        return ProbeDescription.fromTree((Map<String, Object>) map, probe);
      }
      throw new BadInput("its description names no probe");
    } catch (BadInput e) {
      rows.close();
      throw e.at(name);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e); // Nothing is read but memory.
    }
  }

  @Override
  public List<String> columns() {
    return rows.columns();
  }

  @Override
  public @Nullable ProbeDescription description() {
    return description;
  }

  @Override
  public @Nullable Object @Nullable [] next() throws IOException {
    try {
      @Nullable Object[] row = rows.next();
      read += row == null ? 0 : 1;
      return row;
    } catch (BadInput e) {
      throw new IOException("behind row " + read + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String place() {
    return name + " row " + read;
  }

  @Override
  public void close() {
    rows.close();
  }
}

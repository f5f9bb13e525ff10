// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.domestik.storage.sql.Identifiers;
import org.domestik.storage.sql.RowSink;
import org.domestik.storage.sql.SqlFault;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** PostgreSQL's COPY in its binary form: numbers travel as they are, nothing is parsed. */
final class CopySink implements RowSink {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  /** Microseconds from 1970 to PostgreSQL's epoch, 2000-01-01. */
  private static final long EPOCH = 946_684_800_000_000L;

  private final CopyIn copy;
  private final short width;
  private ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

  CopySink(Connection connection, String table, List<String> columns) {
    width = (short) columns.size();
    String list = Identifiers.list(columns);
    try {
      copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY " + table + " (" + list + ") FROM STDIN (FORMAT binary)");
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
    buffer.put(SIGNATURE);
  }

  @Override
  public void beginRow() {
    room(2).putShort(width);
  }

  @Override
  public void integer(int value) {
    room(8).putInt(4).putInt(value);
  }

  @Override
  public void bigint(long value) {
    room(12).putInt(8).putLong(value);
  }

  @Override
  public void real(double value) {
    room(12).putInt(8).putDouble(value);
  }

  @Override
  public void time(long micros) {
    bigint(micros - EPOCH);
  }

  @Override
  public void bool(boolean value) {
    room(5).putInt(1).put((byte) (value ? 1 : 0));
  }

  @Override
  public void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    room(4 + bytes.length).putInt(bytes.length).put(bytes);
  }

  @Override
  public void missing() {
    room(4).putInt(-1);
  }

  @Override
  public void endRow() {}

  @Override
  public void close() {
    try {
      room(2).putShort((short) -1);
      send();
      copy.endCopy();
    } catch (SQLException e) {
      throw new SqlFault(e);
    } finally {
      cancel();
    }
  }

  /** A copy left open would make the connection useless for the rollback. */
  private void cancel() {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException e) {
      throw new SqlFault(e);
    }
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      try {
        send();
      } catch (SQLException e) {
        throw new SqlFault(e);
      }
      if (buffer.capacity() < bytes) {
        buffer = ByteBuffer.allocate(2 * bytes);
      }
    }
    return buffer;
  }

  private void send() throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}

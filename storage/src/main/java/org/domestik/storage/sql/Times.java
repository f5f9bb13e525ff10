// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Instants as the tables have them: microseconds since 1970. */
public final class Times {
  /** An hour of them. */
  public static final long HOUR = 3_600_000_000L;

  private static final Instant END = Instant.parse("3000-01-01T00:00:00Z");

  private Times() {}

  public static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** Of a time that somebody asks for; no sample is before 1970, and none as late as 3000. */
  public static long clampedMicros(Instant time) {
    return micros(time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(END) ? END : time);
  }

  /** The instant of so many microseconds. */
  public static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** The instant in a column of a row. */
  public static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}

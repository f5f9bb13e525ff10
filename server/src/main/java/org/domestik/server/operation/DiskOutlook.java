// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.domestik.storage.Usage;
import org.domestik.storage.Usage.Share;

/**
 * When what is stored outgrows its disk, if all hosts go on as they do: each host and probe grows
 * until its oldest archive is purged, and then stays as it is. Bytes are estimates, dates of UTC.
 */
public final class DiskOutlook {
  private static final double MIB = 1 << 20;
  private static final double DAY = Duration.ofDays(1).toMillis();

  private final Usage usage;
  private final Instant now;
  private final List<Share> growing;

  private DiskOutlook(Usage usage, Instant now) {
    this.usage = usage;
    this.now = now;
    this.growing =
        usage.shares().stream()
            .filter(it -> it.settled() != null && days(it) > 0 && more(it) > 0)
            .sorted(Comparator.comparingDouble(this::days))
            .toList();
  }

  /** A line for people. */
  public static String line(Usage usage, Instant now) {
    return new DiskOutlook(usage, now).text();
  }

  private static long more(Share share) {
    return share.settledBytes() - share.liveBytes() - share.archiveBytes();
  }

  private double days(Share share) {
    Instant settled = share.settled();
    return settled == null ? 0 : Duration.between(now, settled).toMillis() / DAY;
  }

  private String text() {
    Long free = usage.free();
    if (growing.isEmpty()) {
      return "disk: what is stored does not grow: never full by it";
    }
    long all = growing.stream().mapToLong(DiskOutlook::more).sum();
    String rate = "%s a day more at what comes now".formatted(mib(Math.round(rate(0))));
    String settled =
        "%s in all by %s, then as much goes as comes"
            .formatted(mib(all), date(days(growing.getLast())));
    if (free == null) {
      return "disk: that of the database is not seen from here; %s, %s".formatted(rate, settled);
    }
    if (all <= free) {
      return "disk: %s free, %s, %s: never full by it".formatted(mib(free), rate, settled);
    }
    return "look: disk: %s free, %s: full on %s; keep less (archive policies), or have a larger disk"
        .formatted(mib(free), rate, date(full(free)));
  }

  /** Bytes a day from so many days on. */
  private double rate(double from) {
    return growing.stream()
        .filter(it -> days(it) > from)
        .mapToDouble(it -> more(it) / days(it))
        .sum();
  }

  /** After how many days so many bytes more are there. */
  private double full(long bytes) {
    double left = (double) bytes;
    double from = 0;
    for (Share share : growing) {
      double until = days(share);
      double rate = rate(from);
      if (rate * (until - from) >= left) {
        return from + left / rate;
      }
      left -= rate * (until - from);
      from = until;
    }
    return from;
  }

  private LocalDate date(double days) {
    return now.plusMillis(Math.round(days * DAY)).atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static String mib(long bytes) {
    return bytes < MIB
        ? "%d KiB".formatted(bytes / 1024)
        : String.format(Locale.ROOT, bytes < 10 * MIB ? "%,.1f MiB" : "%,.0f MiB", bytes / MIB);
  }
}

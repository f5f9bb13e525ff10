// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import io.helidon.http.HeaderNames;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.domestik.model.Clocks;
import org.domestik.model.Version;
import org.domestik.server.http.Exchange;
import org.domestik.storage.HostStatus;
import org.domestik.storage.HostStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * What each host's agent says of itself in the head of its requests: its version ({@code
 * User-Agent}) and what its clock shows ({@code Date}). Safe for use by many threads.
 *
 * <p>In memory only: every request says it anew, and after a restart what is not known is not
 * shown.
 */
final class Agents {
  private static final Logger LOG = Logger.getLogger(Agents.class.getName());
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final int MAX_HOSTS = 100_000;
  private static final Pattern AGENT = Pattern.compile("dmkcheckd(?:/([0-9A-Za-z.+-]{1,40}))?");
  private static final Duration LATE = Duration.ofMinutes(5);
  private static final Duration SILENT = Duration.ofHours(1);

  private static final int MOST_TOLD = 100;

  private final InstantSource clock;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final Map<String, Report> reports = new ConcurrentHashMap<>();

  /**
   * Of one host.
   *
   * @param offset how far its clock is ahead of this server's; null: it does not say
   * @param at when it was heard; null: it is no agent, but brings in what may be old
   */
  private record Report(@Nullable String version, @Nullable Duration offset, @Nullable Instant at) {
    boolean isSkewed() {
      return offset != null && Clocks.differ(offset);
    }
  }

  Agents(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * When a request comes in, before its body is waited for: how far its sender's clock is ahead.
   */
  @Nullable Duration offset(Exchange exchange) {
    String date = exchange.header(HeaderNames.DATE);
    date(exchange);
    if (date == null) {
      return null;
    }
    try {
      Instant theirs = Instant.from(DATE.parse(date));
      // It is whole seconds: half of one is what is cut off on average.
      return Duration.between(clock.instant(), theirs.plusMillis(500));
    } catch (DateTimeException | ArithmeticException e) {
      return null; // No agent of ours; what it sends may be good all the same.
    }
  }

  /** Has an answer say what this server's clock shows: by it agents measure the difference. */
  void date(Exchange exchange) {
    exchange.header(HeaderNames.DATE, DATE.format(clock.instant()));
  }

  /** Whether an agent sends it, and of which version it is not this server's. */
  boolean isOfAnotherVersion(Exchange exchange) {
    String version = version(exchange);
    return version != null && !version.equals(Version.current());
  }

  private static @Nullable String version(Exchange exchange) {
    String agent = exchange.header(HeaderNames.USER_AGENT);
    Matcher words = AGENT.matcher(agent == null ? "" : agent);
    return words.lookingAt() ? words.group(1) : null;
  }

  /** Tells once of each field that an agent of another version sends and nobody here knows. */
  void leftOut(Exchange exchange, Set<String> fields) {
    for (String field : fields) {
      if (told.size() < MOST_TOLD && told.add(field)) {
        LOG.warning(
            () ->
                "an agent of version "
                    + version(exchange)
                    + " sends \""
                    + field
                    + "\", which this server, of version "
                    + Version.current()
                    + ", does not know: it is left out, and the rest is stored");
      }
    }
  }

  /** Notes who delivers for a host. */
  void heard(Exchange exchange, String host, @Nullable Duration offset) {
    if (reports.size() >= MAX_HOSTS && !reports.containsKey(host)) {
      return;
    }
    String agent = exchange.header(HeaderNames.USER_AGENT);
    Matcher words = AGENT.matcher(agent == null ? "" : agent);
    Report now =
        words.lookingAt()
            ? new Report(words.group(1), offset, clock.instant())
            : new Report(null, offset, null);
    Report before = reports.put(host, now);
    boolean wasSkewed = before != null && before.isSkewed();
    if (now.isSkewed() && offset != null && !wasSkewed) {
      LOG.warning(
          () ->
              "host \""
                  + host
                  + "\": its clock is "
                  + Clocks.words(offset)
                  + " this server's; check both");
    } else if (wasSkewed && !now.isSkewed()) {
      LOG.info(() -> "host \"" + host + "\": its clock agrees with this server's again");
    }
  }

  /** Whether a host's clock was wrong when it was heard last. */
  boolean isSkewed(String host) {
    Report report = reports.get(host);
    return report != null && report.isSkewed();
  }

  /**
   * Whether a host speaks: one whose agent delivers is not silent, whatever times its clock gives
   * to what it delivers.
   */
  State state(HostStatus status) {
    Report report = reports.get(status.host());
    Instant at = report == null ? null : report.at;
    boolean isMissed = status.state() == State.SILENT || status.state() == State.LATE;
    if (at == null || !isMissed) {
      return status.state();
    }
    Duration since = Duration.between(at, clock.instant());
    return since.compareTo(LATE) <= 0
        ? State.ALIVE
        : since.compareTo(SILENT) <= 0 ? State.LATE : status.state();
  }

  /** What is known of a host's agent, as fields of a JSON object; null if nothing is. */
  @Nullable Map<String, Object> of(String host) {
    Report report = reports.get(host);
    if (report == null || report.version == null && report.offset == null) {
      return null;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    if (report.version != null) {
      fields.put("version", report.version);
    }
    if (report.offset != null) {
      fields.put("clock", report.offset.toSeconds());
    }
    return fields;
  }
}

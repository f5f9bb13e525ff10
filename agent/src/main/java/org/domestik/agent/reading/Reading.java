// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.reading;

import java.util.List;
import org.domestik.model.Sample;
import org.domestik.model.description.ProbeDescription;
import org.jspecify.annotations.Nullable;

/**
 * What a run gave for one server-side probe, in whatever language: its keys as they are shown, and
 * nothing a server would refuse. What cannot be stored is left out and named.
 */
public final class Reading {
  /** A screen has room for so many; one fault mostly has the reason of all. */
  private static final int MOST_NAMED = 10;

  private final String probe;
  private final @Nullable Sample sample;
  private final @Nullable ProbeDescription description;
  private final @Nullable String host;
  private final List<String> left;
  private final List<String> unknown;

  /** What a run gave of the agent's own host. */
  public Reading(String probe, @Nullable Sample seen, @Nullable ProbeDescription description) {
    this(probe, seen, description, null);
  }

  /**
   * @param probe the server-side probe fed
   * @param seen keys and numbers as they were seen; null: there is nothing to measure here
   * @param description null where the author gave none
   * @param host whose it is; null: the agent's own
   */
  public Reading(
      String probe,
      @Nullable Sample seen,
      @Nullable ProbeDescription description,
      @Nullable String host) {
    this.probe = probe;
    this.description = description;
    this.host = host;
    Fitting fitting = new Fitting(description);
    this.sample = seen == null ? null : fitting.fit(seen);
    this.left = List.copyOf(fitting.left());
    this.unknown = List.copyOf(fitting.unknown());
  }

  public String probe() {
    return probe;
  }

  /** What can be stored; null if nothing is. */
  public @Nullable Sample sample() {
    return sample;
  }

  public @Nullable ProbeDescription description() {
    return description;
  }

  /** Whose it is; null: the agent's own. */
  public @Nullable String host() {
    return host;
  }

  /** The values that were NaN or infinite, which is no value and no fault; one text each. */
  public List<String> unknown() {
    return unknown;
  }

  /** What was left out because it cannot be stored, for the host's page; null if nothing was. */
  public @Nullable String fault() {
    if (left.isEmpty()) {
      return null;
    }
    StringBuilder text = new StringBuilder("left out, all else is stored: ");
    if (sample == null) {
      text.setLength(0);
      text.append("nothing can be stored: ");
    }
    text.append(String.join("; ", left.subList(0, Math.min(left.size(), MOST_NAMED))));
    if (left.size() > MOST_NAMED) {
      text.append("; and ").append(left.size() - MOST_NAMED).append(" more");
    }
    return text.toString();
  }
}

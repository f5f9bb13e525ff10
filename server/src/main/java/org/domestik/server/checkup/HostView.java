// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.checkup;

import java.util.List;
import java.util.Map;
import org.domestik.storage.HostStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a doctor looks at of a host.
 *
 * @param clock by how many seconds its clock is ahead; null: not known
 * @param version its agent's; null: not known
 * @param waiting samples that wait with its agent
 * @param dropped samples that its agent lost
 */
public record HostView(
    String host,
    String state,
    @Nullable String lastSample,
    boolean isSkewed,
    @Nullable Long clock,
    @Nullable String version,
    long waiting,
    long dropped,
    boolean hasTwin) {

  /** Those of {@code GET /api/v1/hosts}. */
  public static List<HostView> of(@Nullable Object answer) {
    return answer instanceof List<?> list
        ? list.stream().map(it -> of((Map<?, ?>) it)).toList()
        : List.of();
  }

  private static HostView of(Map<?, ?> host) {
    Map<?, ?> agent = host.get("agent") instanceof Map<?, ?> map ? map : Map.of();
    Map<?, ?> spool = host.get("spool") instanceof Map<?, ?> map ? map : Map.of();
    return new HostView(
        String.valueOf(host.get("host")),
        state(String.valueOf(host.get("state")), host.get("asleep")),
        host.get("lastSample") == null ? null : String.valueOf(host.get("lastSample")),
        Boolean.TRUE.equals(host.get("skewed")),
        agent.get("clock") instanceof Number seconds ? seconds.longValue() : null,
        agent.get("version") == null ? null : String.valueOf(agent.get("version")),
        spool.get("samples") instanceof Number number ? number.longValue() : 0,
        spool.get("dropped") instanceof Number number ? number.longValue() : 0,
        host.get("twin") != null);
  }

  /** A machine that said that it goes to sleep is silent, and nothing is wrong with that. */
  private static String state(String word, @Nullable Object asleep) {
    return asleep == null ? word : "asleep";
  }

  /** What the store knows while no server runs. */
  public static HostView of(HostStatus status) {
    return new HostView(
        status.host(),
        state(status.state().word(), status.asleep()),
        status.lastSample() == null ? null : status.lastSample().toString(),
        status.skewed(),
        null,
        null,
        0,
        0,
        false);
  }
}

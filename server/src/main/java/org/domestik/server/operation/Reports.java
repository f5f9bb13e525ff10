// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.operation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.domestik.server.leak.Leaks.Finding;
import org.domestik.storage.Deletion;
import org.domestik.storage.LifeCycle.Balance;
import org.domestik.storage.LifeCycle.Plan;
import org.domestik.storage.LifeCycle.Step;
import org.jspecify.annotations.Nullable;

/** The tables of the operations. */
final class Reports {
  private Reports() {}

  static Report steps(List<Step> steps) {
    return table(
        List.of("host", "probe", "before", "rows", "buckets"),
        steps,
        it -> Arrays.asList(it.host(), it.probe(), it.before(), it.rows(), it.buckets()));
  }

  static Report plan(List<Plan> plans) {
    return table(
        List.of(
            "host",
            "probe",
            "archiveBefore",
            "archiveRows",
            "purgeBefore",
            "purgeBuckets",
            "pinnedRows",
            "bytesFreed"),
        plans,
        it ->
            Arrays.asList(
                it.host(),
                it.probe(),
                it.archiveBefore(),
                it.archiveRows(),
                it.purgeBefore(),
                it.purgeBuckets(),
                it.pinnedRows(),
                it.bytesFreed()));
  }

  static Report verify(List<Balance> balances) {
    return table(
        List.of(
            "host", "probe", "accepted", "live", "archived", "purged", "balanced", "differences"),
        balances,
        it ->
            Arrays.asList(
                it.host(),
                it.probe(),
                it.accepted(),
                it.live(),
                it.archived(),
                it.purged(),
                it.balanced(),
                Stream.concat(it.differences().stream(), it.losses().stream())
                    .map(Object::toString)
                    .toList()));
  }

  static Report leaks(List<Finding> findings) {
    return table(
        List.of("host", "probe", "key", "value", "verdict", "slopePerDay", "since"),
        findings,
        it ->
            Arrays.asList(
                it.host(),
                it.probe(),
                it.key().size() == 1 ? it.key().getFirst() : it.key(),
                it.value(),
                it.verdict(),
                it.slopePerDay(),
                it.since()));
  }

  static Report deletion(Deletion deletion) {
    return table(
        List.of("host", "probes", "liveRows", "buckets", "samples", "lastSample", "statement"),
        List.of(deletion),
        it ->
            Arrays.asList(
                it.host(),
                it.probes(),
                it.liveRows(),
                it.buckets(),
                it.samples(),
                it.lastSample(),
                it.statement()));
  }

  private static <T> Report table(
      List<String> columns, List<T> entries, Function<T, List<@Nullable Object>> row) {
    return new Report(columns, entries.stream().map(row).toList());
  }
}

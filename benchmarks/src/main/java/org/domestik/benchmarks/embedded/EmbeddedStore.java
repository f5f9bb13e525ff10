// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.domestik.model.Span;
import org.domestik.model.description.ArchivePolicy;
import org.domestik.storage.PolicyRule;
import org.domestik.storage.Storage;
import org.domestik.storage.StorageConfig;
import org.domestik.storage.engine.SqlStorage;

/** A storage on DuckDB within this process, with one policy for all. */
public final class EmbeddedStore {
  private EmbeddedStore() {}

  public static ArchivePolicy policy(String after, String every, String keep) {
    return new ArchivePolicy(Span.parse(after), Span.parse(every), Span.parse(keep));
  }

  /** Opens a file, or creates it. */
  public static Storage open(Path file, ArchivePolicy policy, InstantSource clock) {
    StorageConfig config =
        new StorageConfig(
            "duckdb:" + file,
            null,
            null,
            List.of(),
            ZoneOffset.UTC,
            Duration.ofMinutes(10),
            List.of(new PolicyRule("*", "*", policy)));
    return SqlStorage.open(config, clock);
  }
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.loops;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.domestik.benchmarks.load.Bodies;
import org.domestik.benchmarks.load.Fleet;
import org.domestik.benchmarks.load.Format;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.json.BatchReader;
import org.domestik.server.ingest.lines.LineFaults;
import org.domestik.server.ingest.lines.LineProtocol;
import org.domestik.server.ingest.lines.Reading;
import org.domestik.server.ingest.sources.Sender;
import org.domestik.server.ingest.sources.Sources;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A request's bytes to rows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(DecodeBenchmark.ROWS)
public class DecodeBenchmark {
  static final int ROWS = 1_000;

  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final int STEPS = 40;

  private static final Reading READING =
      new Reading(
          Sources.bundled().of(new Sender("influx", "", "", null, "")),
          null,
          null,
          Precision.NANOSECONDS);
  private static final LineFaults FAULTS =
      (line, source, reason, fault) -> {
        throw fault;
      };

  private final byte[] lines = body(Format.LINES);
  private final byte[] document = body(Format.JSON);
  private final LineProtocol protocol =
      new LineProtocol(InstantSource.fixed(START), IngestLimits.DEFAULT);

  /** What the store knows of the probes once it has had such a body. */
  private final Map<String, ProbeDescription> known =
      protocol.read(lines, READING, FAULTS).read(Map.of()).getFirst().descriptions();

  private static byte[] body(Format format) {
    Fleet fleet = new Fleet(1, ROWS / STEPS, START, 60);
    return new Bodies(fleet, 1, ROWS).of(format, 0, STEPS).getFirst().getFirst().bytes();
  }

  /** Line protocol: what {@code /write} does before it stores. */
  @Benchmark
  public Object lines() {
    return protocol.read(lines, READING, FAULTS).read(known);
  }

  /** The agent's document: what {@code /api/v1/samples} does before it stores. */
  @Benchmark
  public Object json() throws IOException {
    return BatchReader.read(new ByteArrayInputStream(document), IngestLimits.DEFAULT);
  }
}

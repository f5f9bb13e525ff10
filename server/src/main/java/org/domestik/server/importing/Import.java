// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.importing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.domestik.model.delivery.Batch;
import org.domestik.model.description.ProbeDescription;
import org.domestik.server.importing.part.JsonParts;
import org.domestik.server.importing.part.Latest;
import org.domestik.server.importing.part.LineParts;
import org.domestik.server.importing.part.Part;
import org.domestik.server.importing.part.PartDeliveries;
import org.domestik.server.importing.part.Parts;
import org.domestik.server.importing.part.Rows;
import org.domestik.server.importing.part.Source;
import org.domestik.server.importing.table.CsvTable;
import org.domestik.server.importing.table.JsonTable;
import org.domestik.server.importing.table.ParquetTable;
import org.domestik.server.importing.table.Table;
import org.domestik.server.importing.table.TableParts;
import org.domestik.server.ingest.IngestLimits;
import org.domestik.server.ingest.Precision;
import org.domestik.server.ingest.lines.LineProtocol;
import org.domestik.storage.Acceptance;
import org.domestik.storage.StorageUnavailable;
import org.domestik.storage.TooEarly;
import org.jspecify.annotations.Nullable;

/**
 * Takes files in, part by part, the next one being read while one is stored.
 *
 * <p>Each part is durable before the next is sent, and known when it comes again: whoever is killed
 * in between begins anew and doubles nothing.
 */
public final class Import {
  private static final int SHOWN = 20;
  private static final long PROGRESS_MILLIS = 2_000;

  private final ImportTarget target;
  private final ImportRequest request;
  private final InstantSource clock;
  private final InputStream stdin;
  private final Consumer<String> told;
  private final IngestLimits limits;
  private final Latest latest;
  private final LineProtocol protocol;
  private long lastProgress;

  /** {@code told} hears how far it is and what is skipped, a line at a time. */
  public Import(
      ImportTarget target,
      ImportRequest request,
      InstantSource clock,
      InputStream stdin,
      Consumer<String> told) {
    this.target = target;
    this.request = request;
    this.clock = clock;
    this.stdin = stdin;
    this.told = told;
    limits = IngestLimits.OF_FILES.ahead(request.ahead());
    latest = new Latest(clock, request.ahead());
    protocol = new LineProtocol(clock, limits);
    lastProgress = clock.millis();
  }

  /**
   * Imports one file after the other.
   *
   * @throws BadInput names the file and line; what stands before it is stored
   */
  public List<ImportCount> run() {
    List<ImportCount> counts = new ArrayList<>();
    for (String file : request.files()) {
      try (Source source = Source.open(file, stdin)) {
        counts.add(new OneFile(source).run());
      } catch (IOException e) {
        throw new BadInput(file + " cannot be read: " + e.getMessage(), e);
      }
    }
    return counts;
  }

  /** One file on its way in. */
  private final class OneFile {
    private final Source source;
    private final PartDeliveries deliveries = new PartDeliveries();
    private long rows;
    private long samples;
    private long known;
    private long skipped;
    private long texts;

    OneFile(Source source) {
      this.source = source;
    }

    ImportCount run() throws IOException {
      try (Parts parts = parts();
          ExecutorService storing = Executors.newSingleThreadExecutor()) {
        Future<?> last = null;
        for (Part part = parts.next(); part != null; part = parts.next()) {
          await(last);
          progress();
          Part next = part;
          last = part.isNothing() ? null : storing.submit(() -> store(next));
          if (part.end() != null) {
            await(last);
            throw part.end();
          }
        }
        await(last);
      }
      return new ImportCount(source.name(), rows, samples, known, skipped, texts);
    }

    private Parts parts() throws IOException {
      ImportFormat format = request.format();
      return switch (format == null ? ImportFormat.ofName(source.plainName()) : format) {
        case LINES ->
            new LineParts(
                source,
                protocol,
                request.host(),
                precision(Precision.NANOSECONDS),
                target.descriptions(),
                this::hear,
                more -> texts += more);
        case CSV -> table(new CsvTable(source));
        case PARQUET -> table(new ParquetTable(source));
        case JSON ->
            request.probe() == null
                ? new JsonParts(source, limits, latest, this::hear)
                : table(new JsonTable(source));
      };
    }

    private Precision precision(Precision usual) {
      Precision precision = request.precision();
      return precision == null ? usual : precision;
    }

    private Parts table(Table table) {
      String probe = probe(table);
      return new TableParts(
          table,
          probe,
          target.descriptions().get(probe),
          request.keys(),
          request.host(),
          precision(Precision.MILLISECONDS),
          latest,
          this::hear);
    }

    private String probe(Table table) {
      String named = request.probe();
      ProbeDescription said = table.description();
      if (said != null && named != null && !said.probe().equals(named)) {
        throw new BadInput(source.name() + " is of the probe " + said.probe() + ", not " + named);
      }
      if (said != null) {
        return said.probe();
      }
      if (named != null) {
        return named;
      }
      Path path = source.path();
      String file = path == null ? "" : String.valueOf(Path.of(source.plainName()).getFileName());
      try {
        return Names.probe(file.replaceFirst("\\.[^.]*$", ""));
      } catch (BadInput e) {
        throw new BadInput(source.name() + ": say with --probe which probe it is of", e);
      }
    }

    private void hear(String place, BadInput fault) {
      if (!request.skip()) {
        throw new BadInput(
            place + ": " + fault.getMessage() + "; --skip leaves out what cannot be read", fault);
      }
      skipped++;
      if (skipped <= SHOWN) {
        told.accept("skipped " + place + ": " + fault.getMessage());
      } else if (skipped == SHOWN + 1) {
        told.accept("more of " + source.name() + " is skipped, and counted at the end");
      }
    }

    private void store(Part part) {
      List<Batch> batches = deliveries.of(part.batches());
      List<Acceptance> answers;
      try {
        answers = target.store(batches);
      } catch (BadInput e) {
        throw e.at(part.place());
      } catch (TooEarly e) {
        throw new BadInput(part.place() + ": " + e.getMessage(), e);
      }
      for (int i = 0; i < batches.size(); i++) {
        samples += answers.get(i).accepted();
        known += Rows.samples(batches.get(i)) - answers.get(i).accepted();
      }
      rows += part.rows();
    }

    private void progress() {
      long now = clock.millis();
      if (now - lastProgress >= PROGRESS_MILLIS) {
        lastProgress = now;
        double share = source.share();
        told.accept(
            source.name()
                + ": "
                + (Double.isNaN(share) ? "" : Math.round(100 * share) + " % read, ")
                + "%,d rows stored".formatted(rows));
      }
    }

    private void await(@Nullable Future<?> stored) {
      if (stored == null) {
        return;
      }
      try {
        stored.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StorageUnavailable("interrupted", e);
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case BadInput bad -> throw bad;
          case StorageUnavailable down -> throw down;
          case null, default -> throw new StorageUnavailable("unexpected: " + e.getCause(), e);
        }
      }
    }
  }
}

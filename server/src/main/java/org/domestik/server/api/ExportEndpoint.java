// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Workers;
import org.domestik.server.text.Texts;
import org.domestik.storage.ExportQuery;
import org.domestik.storage.Storage;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/export}: all a probe has in a span of time, as a Parquet file.
 *
 * <p>The file is made on disk, sent and removed. Two at a time, since each takes the disk and a
 * processor for a while.
 */
final class ExportEndpoint implements Endpoint {
  private static final int AT_ONCE = 2;
  private static final String PREFIX = "export-";

  private final Storage storage;
  private final Path folder;
  private final Workers workers;
  private final Semaphore free = new Semaphore(AT_ONCE);

  /** Removes from the folder what a killed server left of its exports. */
  ExportEndpoint(Storage storage, Path folder, Workers workers) throws IOException {
    this.storage = storage;
    this.folder = folder;
    this.workers = workers;
    try (var left = Files.newDirectoryStream(folder, PREFIX + "*")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    exchange.onlyParameters("host", "probe", "from", "to", "format");
    ExportQuery query = workers.run(() -> query(exchange));
    if (!free.tryAcquire()) {
      throw new Refused(503, AT_ONCE + " exports are under way already; try again later");
    }
    Path file = folder.resolve(PREFIX + UUID.randomUUID() + ".parquet");
    try {
      workers.run(() -> storage.export(query, file));
      send(exchange, query, file);
    } finally {
      Files.deleteIfExists(file);
      free.release();
    }
  }

  private ExportQuery query(Exchange exchange) {
    String format = exchange.parameter("format");
    if (format != null && !format.equals("parquet")) {
      throw new Refused(400, "format is \"parquet\", not " + Texts.quoted(format));
    }
    String probe = exchange.required("probe");
    String host = exchange.parameter("host");
    if (!storage.descriptions().containsKey(probe)) {
      throw new Refused(404, "there is no probe " + Texts.quoted(probe));
    }
    if (host != null) {
      QueryEndpoints.known(storage, host, probe);
    }
    Instant begin = exchange.instant("from");
    Instant end = exchange.instant("to");
    Instant from = begin == null ? Instant.EPOCH : begin;
    Instant to = end == null ? Instant.MAX : end; // A host's clock may be ahead of this one.
    if (from.isAfter(to)) {
      throw new Refused(400, "from " + from + " is after to " + to);
    }
    return new ExportQuery(probe, host, from, to);
  }

  private static void send(Exchange exchange, ExportQuery query, Path file) throws IOException {
    long size = Files.size(file);
    try (InputStream in = Files.newInputStream(file)) {
      // Without its name it is gone when it is closed, whatever happens to this process.
      Files.delete(file);
      send(exchange, query, size, in);
    }
  }

  private static void send(Exchange exchange, ExportQuery query, long size, InputStream in)
      throws IOException {
    exchange.header(HeaderNames.CONTENT_LENGTH, Long.toString(size));
    exchange.header(
        HeaderNames.CONTENT_DISPOSITION,
        "attachment; filename=\"" + name(query.host(), query.probe()) + ".parquet\"");
    try (OutputStream out = exchange.stream("application/vnd.apache.parquet")) {
      in.transferTo(out);
    }
  }

  private static String name(@Nullable String host, String probe) {
    return ((host == null ? "" : host + "-") + probe).replaceAll("[^\\w.-]+", "_");
  }
}

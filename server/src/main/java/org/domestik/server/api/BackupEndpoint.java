// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.domestik.server.http.Audit;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.JsonRequest;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.http.Workers;
import org.domestik.storage.Storage;
import org.domestik.storage.StoreCopy;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/backup}: a copy of the embedded store, for admins, one at a time; GET says
 * how far it is, and when the last one was sent.
 */
final class BackupEndpoint {
  private static final String PATH = "/api/v1/backup";

  private final Storage storage;
  private final InstantSource clock;
  private final Workers workers;
  private final Audit audit;
  private final Semaphore free = new Semaphore(1);

  private volatile State state = new State(0, 0, null, 0);

  /** {@code rows} of {@code of} are copied; {@code last} is when one of so many bytes was sent. */
  private record State(long rows, long of, @Nullable Instant last, long bytes) {}

  BackupEndpoint(Storage storage, InstantSource clock, Workers workers, Audit audit) {
    this.storage = storage;
    this.clock = clock;
    this.workers = workers;
    this.audit = audit;
  }

  void addTo(Routes routes) {
    routes.add("POST", PATH, Right.ADMIN, this::make).get(PATH, this::tell);
  }

  private void tell(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    State now = state;
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("running", free.availablePermits() == 0);
    answer.put("rows", now.rows());
    answer.put("of", now.of());
    if (now.last() != null) {
      answer.put("last", now.last());
      answer.put("bytes", now.bytes());
    }
    exchange.json(200, JsonBody.of(answer));
  }

  private void make(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    JsonRequest request = new JsonRequest(exchange, "secrets");
    boolean secrets = request.text("secrets", "false").equals("true");
    if (!free.tryAcquire()) {
      throw new Refused(503, "a backup is being made already; try again later");
    }
    try {
      audit.note(
          exchange.caller().name(),
          exchange.address(),
          "backup",
          secrets ? "with secrets" : "without secrets");
      state = new State(0, 0, state.last(), state.bytes());
      StoreCopy copy = workers.run(() -> storage.copy(secrets, this::hear));
      send(exchange, copy);
      state = new State(0, 0, clock.instant(), copy.bytes());
    } finally {
      free.release();
    }
  }

  private void hear(long rows, long of) {
    state = new State(rows, of, state.last(), state.bytes());
  }

  private static void send(Exchange exchange, StoreCopy copy) throws IOException {
    try (InputStream in = Files.newInputStream(copy.file())) {
      // Without its name it is gone when it is closed, whatever happens to this process.
      copy.close();
      exchange.header(HeaderNames.CONTENT_LENGTH, Long.toString(copy.bytes()));
      exchange.header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"samples.duckdb\"");
      try (OutputStream out = exchange.stream("application/octet-stream")) {
        in.transferTo(out);
      }
    }
  }
}

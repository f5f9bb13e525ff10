// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.domestik.model.BadInput;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.JsonRequest;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Workers;
import org.domestik.server.operation.Report;
import org.domestik.storage.Storage;

/** {@code POST /api/v1/sql}: one SELECT, answered as a table. */
final class SqlEndpoint implements Endpoint {
  /** Answers in memory, also those that somebody is slow to read: each up to some megabytes. */
  private static final int AT_ONCE = 6;

  private final Storage storage;
  private final Workers workers;
  private final Semaphore free = new Semaphore(AT_ONCE);

  SqlEndpoint(Storage storage, Workers workers) {
    this.storage = storage;
    this.workers = workers;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    String sql = new JsonRequest(exchange, "sql").text("sql");
    if (sql == null) {
      throw new BadInput("\"sql\" is missing");
    }
    if (!free.tryAcquire()) {
      throw new Refused(503, AT_ONCE + " questions are being answered already; try again later");
    }
    try {
      workers
          .of(it -> it.json(200, JsonBody.of(Report.select(storage, sql).document())))
          .answer(exchange);
    } finally {
      free.release();
    }
  }
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import java.io.IOException;
import org.domestik.model.BadInput;
import org.domestik.server.operation.Report;
import org.domestik.storage.Storage;

/** {@code POST /api/v1/sql}: one SELECT, answered as a table. */
final class SqlEndpoint implements Endpoint {
  private final Storage storage;

  SqlEndpoint(Storage storage) {
    this.storage = storage;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    String sql = new JsonRequest(exchange, "sql").text("sql");
    if (sql == null) {
      throw new BadInput("\"sql\" is missing");
    }
    exchange.json(200, JsonBody.of(Report.select(storage, sql).document()));
  }
}

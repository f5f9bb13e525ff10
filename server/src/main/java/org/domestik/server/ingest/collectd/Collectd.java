// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.collectd;

import java.io.IOException;
import org.domestik.model.ComparableKey;
import org.domestik.server.http.Body;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Guard;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.ingest.arrival.Arrival;
import org.domestik.server.ingest.gather.Columns;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.intake.IngestGate;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;

/** {@code POST /collectd}: what collectd's plugin write_http sends. */
public final class Collectd implements Way {
  private static final int MOST_TABLES = 500;

  private final LeftOut leftOut;
  private final Columns columns = new Columns(MOST_TABLES);
  private final Remembered<ComparableKey> places = new Remembered<>();

  /** {@code leftOut} hears of what cannot be stored. */
  public Collectd(LeftOut leftOut) {
    this.leftOut = leftOut;
  }

  @Override
  public void addTo(Routes routes, Intake intake) {
    routes.add("POST", "/collectd", Right.WRITE, intake.counted(it -> write(it, intake)));
  }

  private void write(Exchange exchange, Intake intake) throws IOException {
    exchange.onlyParameters();
    Guard.checkType(exchange, "application/json");
    Body body = intake.body(exchange);
    try (IngestGate.Turn _ = intake.turn(exchange, body)) {
      Arrival arrival = Arrival.of(exchange, "collectd", intake, leftOut);
      byte[] bytes = body.all();
      int mostRows = intake.limits().rows();
      arrival.store(
          known -> new ValueLists(columns, places, known, mostRows, arrival.dropped()).read(bytes),
          body::length);
      arrival.finish();
      exchange.empty(200); // It takes anything else for a fault.
    }
  }
}

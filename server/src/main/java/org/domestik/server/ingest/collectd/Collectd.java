// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.ingest.collectd;

import java.io.IOException;
import org.domestik.model.BadInput;
import org.domestik.model.ComparableKey;
import org.domestik.server.http.Body;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Guard;
import org.domestik.server.http.Right;
import org.domestik.server.http.Routes;
import org.domestik.server.ingest.arrival.Arrival;
import org.domestik.server.ingest.gather.Places;
import org.domestik.server.ingest.gather.Remembered;
import org.domestik.server.ingest.sources.LeftOut;
import org.domestik.server.ingest.sources.Sources;
import org.domestik.server.intake.IngestGate;
import org.domestik.server.intake.Intake;
import org.domestik.server.intake.Way;
import org.domestik.server.text.Texts;
import org.jspecify.annotations.Nullable;

/** {@code POST /collectd}: what collectd's plugin write_http sends. */
public final class Collectd implements Way {
  private static final int MOST_TABLES = 500;

  private final Sources sources;
  private final LeftOut leftOut;
  private final Places places = new Places("collectd_", MOST_TABLES);
  private final Remembered<ComparableKey> found = new Remembered<>();

  /** {@code leftOut} hears of what cannot be stored, {@code sources} say whose what is. */
  public Collectd(Sources sources, LeftOut leftOut) {
    this.sources = sources;
    this.leftOut = leftOut;
  }

  @Override
  public void addTo(Routes routes, Intake intake) {
    routes.add("POST", "/collectd", Right.WRITE, intake.counted(it -> write(it, intake)));
  }

  private void write(Exchange exchange, Intake intake) throws IOException {
    exchange.onlyParameters("rates");
    boolean areRates = areRates(exchange.parameter("rates"));
    Guard.checkType(exchange, "application/json");
    Body body = intake.body(exchange);
    try (IngestGate.Turn turn = intake.turn(exchange, body)) {
      Arrival arrival = Arrival.of(exchange, "collectd", intake, leftOut);
      byte[] bytes = body.all();
      int mostRows = intake.limits().rows();
      Remembered.Kind<ComparableKey> its = found.of(sources.of(arrival.sender()));
      arrival.store(
          turn,
          known ->
              new ValueLists(places, its, areRates, known, mostRows, arrival.dropped()).read(bytes),
          body::length);
      arrival.finish();
      exchange.empty(200); // It takes anything else for a fault.
    }
  }

  private static boolean areRates(@Nullable String parameter) {
    return switch (parameter) {
      case null -> false;
      case "false" -> false;
      case "true" -> true;
      default -> throw new BadInput("rates=" + Texts.quoted(parameter) + " is not true or false");
    };
  }
}

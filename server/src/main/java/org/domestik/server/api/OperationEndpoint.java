// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import io.helidon.http.HeaderNames;
import java.io.IOException;
import org.domestik.server.http.Audit;
import org.domestik.server.http.Endpoint;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.JsonBody;
import org.domestik.server.http.JsonRequest;
import org.domestik.server.http.Refused;
import org.domestik.server.http.Right;
import org.domestik.server.http.Workers;
import org.domestik.server.operation.Operation;
import org.domestik.server.operation.Operations;
import org.domestik.server.operation.Report;
import org.domestik.server.operation.Target;
import org.domestik.server.text.Texts;

/**
 * {@code POST /api/v1/operations/<word>}: what the commands ask a running server to do. Only who
 * can read the data folder has the token for it, and admins may.
 */
final class OperationEndpoint implements Endpoint {
  private final Operations operations;
  private final Workers workers;
  private final Operation operation;
  private final Audit audit;

  OperationEndpoint(Operations operations, Operation operation, Workers workers, Audit audit) {
    this.operations = operations;
    this.workers = workers;
    this.operation = operation;
    this.audit = audit;
  }

  @Override
  public void answer(Exchange exchange) throws IOException {
    exchange.onlyParameters();
    if (!exchange.caller().may(Right.ADMIN)) {
      throw new Refused(
          403,
          "operations need the token in the data folder's file server.token"
              + (exchange.site().asksWho() ? ", or an admin" : ""));
    }
    JsonRequest request = new JsonRequest(exchange, "host", "probe", "now");
    String now = request.text("now");
    Target target =
        new Target(
            request.text("host", "*"),
            request.text("probe", "*"),
            now == null ? null : Texts.instant(now));
    if (operation.isNoted()) {
      audit.note(exchange.caller().name(), exchange.address(), operation.word(), target.host());
    }
    String accepted = exchange.list(HeaderNames.ACCEPT);
    if (accepted != null && accepted.contains(StepStream.TYPE)) {
      answer(new StepStream(exchange), target);
    } else {
      Report report = workers.run(() -> operations.run(operation, target, step -> {}));
      exchange.json(200, JsonBody.of(report.document()));
    }
  }

  private void answer(StepStream stream, Target target) throws IOException {
    Report report;
    try {
      report = workers.run(() -> operations.run(operation, target, stream::step));
    } catch (RuntimeException e) {
      if (!stream.isBegun()) {
        throw e; // Told by the answer's status, as usual.
      }
      stream.end(e);
      return;
    }
    stream.end(report);
  }
}

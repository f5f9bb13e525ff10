// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.api;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.domestik.server.http.Exchange;
import org.domestik.server.http.Faults;
import org.domestik.server.http.JsonBody;
import org.domestik.server.operation.Report;
import org.domestik.storage.LifeCycle.Step;
import org.jspecify.annotations.Nullable;

/**
 * Answers an operation line by line: a JSON object for each step as it is done, then one with the
 * {@code report}, or with an {@code error} and its {@code status}. The first step begins the
 * answer.
 */
final class StepStream {
  /** The type of such an answer. */
  static final String TYPE = "application/x-ndjson";

  private final Exchange exchange;
  private @Nullable OutputStream out;

  StepStream(Exchange exchange) {
    this.exchange = exchange;
  }

  boolean isBegun() {
    return out != null;
  }

  void step(Step step) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("host", step.host());
    fields.put("probe", step.probe());
    fields.put("before", step.before().toString());
    fields.put("rows", step.rows());
    fields.put("buckets", step.buckets());
    try {
      line(fields);
    } catch (IOException e) {
      throw new UncheckedIOException("who asked is gone", e);
    }
  }

  void end(Report report) throws IOException {
    end(Map.of("report", report.document()));
  }

  void end(RuntimeException fault) throws IOException {
    end(Map.of("error", String.valueOf(fault.getMessage()), "status", Faults.status(fault)));
  }

  private void end(Map<String, Object> last) throws IOException {
    line(last);
    if (out != null) {
      out.close();
    }
  }

  private void line(Map<String, Object> fields) throws IOException {
    OutputStream stream = out == null ? exchange.stream(TYPE) : out;
    out = stream;
    stream.write(JsonBody.of(fields).bytes());
    stream.write('\n');
    stream.flush();
  }
}

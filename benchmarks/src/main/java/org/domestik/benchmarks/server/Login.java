// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.benchmarks.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.domestik.benchmarks.measure.Connection;
import org.domestik.benchmarks.measure.Disk;
import org.domestik.benchmarks.measure.Results;
import org.domestik.benchmarks.side.Domestik;
import org.domestik.benchmarks.side.Options;

/** What it costs to be asked who one is: requests over one connection, with and without a token. */
public final class Login {
  private static final String POLICY = "after = \"1 year\", keep = \"1 year\"";
  private static final byte[] LINE = "p,host=h v=1\n".getBytes(UTF_8);

  private final Options options;
  private final Results results;
  private final int requests;

  public Login(Options options, Results results, int requests) {
    this.options = options;
    this.results = results;
    this.requests = requests;
  }

  /** One who asks; a connection that is idle while another asks would be closed. */
  private interface Client {
    Connection connect() throws IOException;
  }

  /** One kind of request. */
  private interface Request {
    void send(Connection connection) throws IOException;
  }

  public void run() throws IOException {
    Path folder = options.folder("login");
    results.text("## Login: %d requests over one connection".formatted(requests));
    results.head("request", "nobody is asked, a second", "a token, a second", "ratio");
    try (Domestik open = Domestik.start(options.root(), folder.resolve("open"), null, POLICY);
        Domestik asking =
            Domestik.start(
                options.root(), folder.resolve("login"), null, POLICY, "access = \"login\"\n")) {
      String token = asking.command("token", "new", "t", "--role", "admin").strip();
      Client free = () -> new Connection(open.port());
      Client bearer = () -> new Connection(asking.port()).with(token);
      compare("GET /api/v1/me", free, bearer, connection -> connection.get("/api/v1/me"));
      compare("GET /metrics", free, bearer, connection -> connection.get("/metrics"));
      compare(
          "POST /write, a line",
          free,
          bearer,
          connection -> connection.post("/write", "text/plain", LINE));
    }
    results.end();
    Disk.remove(folder);
  }

  private void compare(String name, Client free, Client bearer, Request request)
      throws IOException {
    rate(free, request, requests / 4); // Both are warm before either counts.
    rate(bearer, request, requests / 4);
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      without.add(rate(free, request, requests));
      with.add(rate(bearer, request, requests));
    }
    double least = median(without);
    double most = median(with);
    results.row(name, Results.number(least), Results.number(most), Results.number(most / least));
  }

  private static double rate(Client client, Request request, int count) throws IOException {
    try (Connection connection = client.connect()) {
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        request.send(connection);
      }
      return count / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static double median(List<Double> rates) {
    List<Double> sorted = rates.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import org.domestik.agent.http.HttpAnswer;
import org.domestik.agent.http.HttpConnection;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.json.JsonText;
import org.domestik.model.BadInput;
import org.domestik.model.delivery.SignedProbe;
import org.jspecify.annotations.Nullable;

/** Asks a server for this host's probes; mostly the answer is that nothing changed. */
final class ServerProbesClient {
  private static final int ANSWER_BYTES = 1 << 20;

  /** Whatever a server says: a connection that idles longer is given up. */
  private static final int MOST_PAUSE_SECONDS = 20;

  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private final String path;
  private final ServerAccess server;
  private final HttpConnection connection;
  private @Nullable String tag;
  private int pauseSeconds;

  ServerProbesClient(ServerAccess server, String host) {
    this.path = "/api/v1/agent/probes?host=" + URLEncoder.encode(host, UTF_8);
    this.server = server;
    this.connection = new HttpConnection(server);
  }

  /**
   * The probes there are for this host now; null where they are as in the last answer.
   *
   * @throws IOException if the server cannot be reached or cannot answer now
   * @throws BadInput if its answer is no list of probes
   */
  @Nullable List<SignedProbe> changed() throws IOException {
    HttpAnswer answer = connection.get(path, tag, ANSWER_BYTES);
    pauseSeconds = answer.gatherSeconds(pauseSeconds, MOST_PAUSE_SECONDS);
    if (answer.status() == NOT_MODIFIED) {
      return null;
    }
    if (answer.status() != OK) {
      throw new IOException(
          server.at(path) + " answered " + answer.status() + ": " + answer.reason());
    }
    tag = answer.tag();
    return probes(JsonText.read(answer.text()));
  }

  /** Has the next answer tell of all probes again, whether they changed or not. */
  void forget() {
    tag = null;
  }

  /** How long the server wants not to be asked again: 0 to 20 seconds. */
  int pauseSeconds() {
    return pauseSeconds;
  }

  private static List<SignedProbe> probes(@Nullable Object answer) {
    if (answer instanceof Map<?, ?> map && map.get("probes") instanceof List<?> list) {
      return list.stream().<SignedProbe>map(SignedProbe::fromTree).toList();
    }
    throw new BadInput("it is no list of probes");
  }
}

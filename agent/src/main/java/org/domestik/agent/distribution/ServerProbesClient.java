// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import org.domestik.agent.json.JsonText;
import org.domestik.model.BadInput;
import org.domestik.model.SignedProbe;
import org.jspecify.annotations.Nullable;

/** Asks a server for this host's probes; mostly the answer is that nothing changed. */
final class ServerProbesClient {
  private static final int MILLIS = 5_000;
  private static final int ANSWER_BYTES = 1 << 20;

  private final URI address;
  private @Nullable String tag;

  ServerProbesClient(URI server, String host) {
    this.address = server.resolve("/api/v1/agent/probes?host=" + URLEncoder.encode(host, UTF_8));
  }

  /**
   * The probes there are for this host now; null where they are as in the last answer.
   *
   * @throws IOException if the server cannot be reached or cannot answer now
   * @throws BadInput if its answer is no list of probes
   */
  @Nullable List<SignedProbe> changed() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(MILLIS);
    connection.setReadTimeout(MILLIS);
    connection.setInstanceFollowRedirects(false);
    if (tag != null) {
      connection.setRequestProperty("If-None-Match", tag);
    }
    int status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_NOT_MODIFIED) {
      return null;
    }
    if (status != HttpURLConnection.HTTP_OK) {
      connection.disconnect();
      throw new IOException(address + " answered " + status);
    }
    tag = connection.getHeaderField("ETag");
    try (InputStream in = connection.getInputStream()) {
      byte[] body = in.readNBytes(ANSWER_BYTES + 1);
      if (body.length > ANSWER_BYTES) {
        throw new BadInput("it has more than " + ANSWER_BYTES + " bytes");
      }
      return probes(JsonText.read(new String(body, UTF_8)));
    }
  }

  private static List<SignedProbe> probes(@Nullable Object answer) {
    if (answer instanceof Map<?, ?> map && map.get("probes") instanceof List<?> list) {
      return list.stream().<SignedProbe>map(SignedProbe::fromTree).toList();
    }
    throw new BadInput("it is no list of probes");
  }
}

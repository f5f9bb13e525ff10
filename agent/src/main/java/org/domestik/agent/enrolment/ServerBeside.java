// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.enrolment;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.domestik.agent.config.Addresses;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.ServerConfig;
import org.domestik.agent.config.Token;

/** A server that shares the agent's folder, as with {@code ./domestik up}, and says there where. */
public final class ServerBeside {
  private ServerBeside() {}

  /**
   * A configuration that names no server, with the one whose folder it is, if one runs: as the
   * launcher passes it to the agent.
   */
  public static AgentConfig applied(AgentConfig config) throws IOException {
    Path folder = config.data();
    Path file = folder.resolve("server.url");
    if (!config.server().address().toString().equals(ServerConfig.LOCAL) || !Files.exists(file)) {
      return config;
    }
    URI address = Addresses.of(Files.readString(file).strip(), ServerConfig.LOCAL);
    Path certificate = folder.resolve("tls/server.crt");
    Path token = folder.resolve("server.token");
    return config.with(
        config.host(),
        new ServerConfig(
            address,
            null,
            null,
            "https".equals(address.getScheme()) ? certificate : null,
            Files.exists(token) ? Token.in(token) : config.server().token(),
            null));
  }
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.enrolment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.domestik.agent.config.Addresses;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.ConfigFile;
import org.domestik.agent.config.SecretFile;
import org.domestik.agent.config.ServerConfig;
import org.domestik.agent.config.Token;
import org.domestik.agent.log.Log;
import org.domestik.agent.machine.OwnFiles;
import org.domestik.lua.Settings;
import org.domestik.model.BadInput;
import org.domestik.model.Names;
import org.jspecify.annotations.Nullable;

/**
 * What came of a code: kept in the agent's folder, in a file of its owner's alone.
 *
 * @param server where it was enrolled, and delivers
 * @param pin of that server's key; empty: whoever has a good certificate for the address
 * @param host under whose name the server takes its samples
 * @param agent the id it was enrolled with
 * @param token is shown to that server and no other
 */
public record Enrolment(URI server, String pin, String host, UUID agent, Token token) {
  /** The file's name. */
  public static final String FILE = "enrolment";

  /**
   * That of a folder; null if there is none.
   *
   * @throws BadInput where the file is not as it was written, or others may read it
   */
  public static @Nullable Enrolment read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    SecretFile.check(file);
    Settings reader = new Settings(file.toString(), ConfigFile.read(file));
    try {
      Enrolment enrolment =
          new Enrolment(
              Addresses.of(text(reader, "server"), "https://web.example.org:8787"),
              text(reader, "pin"),
              Names.host(text(reader, "host")),
              UUID.fromString(text(reader, "agent")),
              new Token(text(reader, "token")));
      reader.finish();
      return enrolment;
    } catch (IllegalArgumentException e) {
      throw new BadInput(file + ": " + e.getMessage() + "; enrol this agent again", e);
    }
  }

  private static String text(Settings reader, String key) {
    String text = reader.text(key);
    if (text == null) {
      throw reader.fault(key, "it is missing; enrol this agent again");
    }
    return text;
  }

  /** Keeps it in a folder, in the place of an earlier one. */
  void write(Path folder) throws IOException {
    String text =
        """
        -- Written by "agent enrol". Whoever has this file can deliver as this host.
        server = "%s"
        pin = "%s"
        host = "%s"
        agent = "%s"
        token = "%s"
        """
            .formatted(server, pin, host, agent, quoted(token.value()));
    OwnFiles.replace(folder.resolve(FILE), text.getBytes(UTF_8));
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /**
   * A configuration for the server and under the name of the enrolment, if there is one in its
   * folder: it is later than the file. What the command line says wins over both; then the token
   * stays unused, as it is for its own server alone.
   *
   * @param server what the command line gives as the server; null: nothing
   */
  public static AgentConfig applied(AgentConfig config, @Nullable String server, Log log) {
    Enrolment enrolment = read(config.data());
    if (enrolment == null) {
      return config;
    }
    URI configured = config.server().address();
    Path file = config.data().resolve(FILE);
    if (server != null && !configured.equals(enrolment.server)) {
      log.warn(
          "--server says "
              + configured
              + ", so what this agent was enrolled for is not used: "
              + enrolment.server
              + ", in "
              + file);
      return config;
    }
    if (!configured.equals(enrolment.server) && !configured.toString().equals(ServerConfig.LOCAL)) {
      log.warn(
          "the configuration's server "
              + configured
              + " is not used: this agent was enrolled at "
              + enrolment.server
              + " ("
              + file
              + "; removing that file undoes it)");
    }
    String pin = enrolment.pin.isEmpty() ? null : enrolment.pin;
    return config.with(
        enrolment.host,
        new ServerConfig(
            enrolment.server,
            pin == null ? config.server().ca() : null,
            pin,
            null,
            enrolment.token,
            enrolment.agent));
  }
}

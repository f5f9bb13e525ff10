// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.enrolment;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.ServerConfig;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.http.Trust;
import org.domestik.agent.machine.OwnFiles;
import org.domestik.agent.machine.RandomId;
import org.domestik.model.BadInput;

/**
 * The random id of an agent's folder, by which a server tells it from another agent that says it is
 * the same host.
 */
public final class AgentId {
  private static final String FILE = "agent.id";

  private AgentId() {}

  /**
   * How a command beside the agent reaches the server that a configuration names: as the agent
   * does.
   *
   * @throws BadInput likewise
   */
  public static ServerAccess access(AgentConfig config) throws IOException {
    ServerConfig server = config.server();
    UUID agent = server.agent() == null ? of(config.data()) : server.agent();
    return new ServerAccess(server.address(), Trust.of(server), server.token(), agent);
  }

  /**
   * The id of a folder, which is made with the first question.
   *
   * @throws BadInput where the file holds something else
   */
  public static UUID of(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    String text;
    try {
      text = Files.readString(file, US_ASCII).strip();
    } catch (NoSuchFileException e) {
      UUID made = RandomId.next();
      OwnFiles.replace(file, (made + "\n").getBytes(US_ASCII));
      return made;
    }
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new BadInput(file + " holds no id; remove it, and enrol this agent again", e);
    }
  }
}

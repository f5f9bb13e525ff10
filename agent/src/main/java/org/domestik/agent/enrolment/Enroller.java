// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.enrolment;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.config.ServerConfig;
import org.domestik.agent.config.Token;
import org.domestik.agent.http.HttpAnswer;
import org.domestik.agent.http.HttpConnection;
import org.domestik.agent.http.ServerAccess;
import org.domestik.agent.http.Trust;
import org.domestik.agent.json.JsonText;
import org.domestik.agent.machine.OwnFiles;
import org.domestik.model.BadInput;
import org.domestik.model.FileFault;
import org.domestik.model.Json;
import org.domestik.model.Names;
import org.jspecify.annotations.Nullable;

/** Changes a code for a token, once: {@code agent enrol CODE}. */
public final class Enroller {
  private static final String PATH = "/api/v1/enrol";
  private static final int OK = 200;

  /** Names that tell no machine from another. */
  private static final Set<String> NOBODYS =
      Set.of("localhost", "localhost.localdomain", "ip6-localhost", "unknown");

  private Enroller() {}

  /**
   * Enrols the agent of the configuration's folder, in the place of what it was before.
   *
   * @param text the code
   * @param host the name to enrol under; null: the configuration's
   * @throws BadInput if the code is not whole
   * @throws IOException if the server cannot be reached, is another one, or refuses the code; in
   *     its own words
   */
  public static void enrol(String text, AgentConfig config, @Nullable String host, PrintStream out)
      throws IOException {
    EnrolmentCode code = EnrolmentCode.of(text.strip());
    String name = Names.host(host == null ? config.host() : host);
    if (host == null && NOBODYS.contains(name)) {
      throw new BadInput(
          "this machine is called "
              + name
              + ", as any other is: give the name under which it is to be stored: --host NAME");
    }
    Path folder = config.data();
    OwnFiles.newFolder(folder);
    UUID agent = AgentId.of(folder);
    // The code is good once: what would not let the answer be kept is found out before.
    OwnFiles.write(folder.resolve("." + Enrolment.FILE + ".new"), new byte[0], false);
    Enrolment enrolment = ask(code, config, agent, name);
    enrolment.write(folder);
    out.println(
        "This agent is "
            + enrolment.host()
            + " at "
            + enrolment.server()
            + " from its next start on");
  }

  private static Enrolment ask(EnrolmentCode code, AgentConfig config, UUID agent, String host)
      throws IOException {
    ServerAccess server = new ServerAccess(code.address(), trust(code, config), null, null);
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("secret", code.secret());
    question.put("agent", agent.toString());
    question.put("host", host);
    HttpAnswer answer;
    try (HttpConnection connection = new HttpConnection(server)) {
      answer = connection.post(PATH, Json.write(question).getBytes(UTF_8));
    } catch (IOException e) {
      throw new IOException(server.at(PATH) + ": " + FileFault.of(e), e);
    }
    if (answer.status() != OK) {
      throw new IOException(
          server.at(PATH) + " answered " + answer.status() + ": " + answer.reason());
    }
    try {
      return enrolment(code, agent, JsonText.read(answer.text()));
    } catch (BadInput e) {
      throw new IOException(server.at(PATH) + " gave no token: " + e.getMessage(), e);
    }
  }

  private static @Nullable Trust trust(EnrolmentCode code, AgentConfig config) {
    String pin = code.pin().isEmpty() ? null : code.pin();
    Path ca = pin == null ? config.server().ca() : null;
    return Trust.of(new ServerConfig(code.address(), ca, pin, null, null, null));
  }

  private static Enrolment enrolment(EnrolmentCode code, UUID agent, @Nullable Object answer) {
    if (answer instanceof Map<?, ?> map
        && map.get("host") instanceof String host
        && map.get("token") instanceof String token) {
      return new Enrolment(code.address(), code.pin(), Names.host(host), agent, new Token(token));
    }
    throw new BadInput("its answer has no host and token");
  }
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.http;

import java.net.URI;
import java.util.UUID;
import org.domestik.agent.config.Token;
import org.jspecify.annotations.Nullable;

/**
 * How a server is reached, and what it is shown.
 *
 * @param address its path, if it has one, stands before every path asked for
 * @param trust who an https server has to be; null: whom the JDK trusts
 * @param token null where the server asks for none
 * @param agent tells this agent from every other; null: it is not told
 */
public record ServerAccess(
    URI address, @Nullable Trust trust, @Nullable Token token, @Nullable UUID agent) {

  /** The whole address of a path of the API. */
  public String at(String path) {
    return address.getScheme() + "://" + authority() + fullPath(path);
  }

  /** Whether the token is that of an enrolment. */
  public boolean isEnrolled() {
    return token != null && token.file() == null;
  }

  /** Host and port as the header has them. */
  String authority() {
    return address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
  }

  String fullPath(String path) {
    String prefix = address.getRawPath() == null ? "" : address.getRawPath();
    return prefix.replaceFirst("/+$", "") + path;
  }

  boolean isSecure() {
    return "https".equals(address.getScheme());
  }

  int port() {
    return address.getPort() < 0 ? (isSecure() ? 443 : 80) : address.getPort();
  }

  /**
   * The lines of a request's header that say who asks.
   *
   * @param token the latest one
   */
  String headers(@Nullable Token token) {
    return (token == null ? "" : "Authorization: Bearer " + token.value() + "\r\n")
        + (agent == null ? "" : "Domestik-Agent: " + agent + "\r\n");
  }
}

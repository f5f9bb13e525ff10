// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.access;

import java.util.HashMap;
import java.util.Map;

/**
 * All that is known by now. Immutable.
 *
 * @param users by name
 * @param tokens by hash
 * @param sessions by hash
 * @param enrolments by hash
 */
public record Credentials(
    Map<String, User> users,
    Map<String, Token> tokens,
    Map<String, Session> sessions,
    Map<String, Enrolment> enrolments) {
  public Credentials {
    users = Map.copyOf(users);
    tokens = Map.copyOf(tokens);
    sessions = Map.copyOf(sessions);
    enrolments = Map.copyOf(enrolments);
  }

  /** The same after a token was added, in the place of one of its name if there was one. */
  public Credentials with(Token token) {
    Map<String, Token> all = new HashMap<>(tokens);
    all.values().removeIf(it -> it.name().equals(token.name()));
    all.put(token.hash(), token);
    return new Credentials(users, all, sessions, enrolments);
  }
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, as the store has it; several servers of one database share it. It keeps, and
 * judges nothing.
 *
 * <p>Safe for use by many threads. Every method throws {@link
 * org.domestik.storage.StorageUnavailable} while the database cannot be reached; nothing is half
 * done then.
 */
public interface Access {

  /** Counts the changes, those of other servers too: an equal number, and nothing has changed. */
  long changes();

  /** All that is known by now. */
  Credentials credentials();

  /** Adds a user; false if there is one of that name. */
  boolean add(User user);

  /**
   * Changes a user by what all users are at that moment, and ends his sessions: nobody else changes
   * one meanwhile.
   *
   * @param change gets the users by name; null as its answer removes this one. What it throws
   *     changes nothing. Called again where another server was first
   * @param but the hash of a session that stays; null: none does
   */
  void change(
      String name, Function<Map<String, User>, @Nullable User> change, @Nullable String but);

  /** Adds a token; false if there is one of that name. */
  boolean add(Token token);

  /** Removes a token; false if there is none. */
  boolean removeToken(String name);

  /**
   * Adds the session of a user who has logged in just now; false if his role or password is another
   * by now, or he is gone.
   */
  boolean login(User user, Session session);

  /** Ends a session by its hash. */
  void removeSession(String hash);

  void add(Enrolment enrolment);

  /**
   * Uses an enrolment once: adds the token, in the place of one of its name if there is one.
   *
   * @param replacing whether that one may be another agent's
   */
  Spent spend(Enrolment enrolment, Token token, boolean replacing);

  /** Notes when tokens and sessions, by their hashes, were used last. */
  void used(Map<String, Instant> times);

  /** The twins that were noticed. */
  List<Twin> twins();

  /** Keeps this in the place of what was known of its host. */
  void put(Twin twin);

  /** Forgets sessions and enrolments that expired before. */
  void forget(Instant before);

  void note(AuditLine line);

  /** The latest lines, the newest first. */
  List<AuditLine> audit(int most);

  /** Forgets lines from before. */
  void forgetAudit(Instant before);
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.http;

import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, as far as it is known.
 *
 * @param name for people: a user's, a token's, or what is known instead
 * @param user null: no person
 * @param rights what is allowed
 * @param hosts for which hosts it may deliver
 * @param host the one host that it speaks for; null: for none, or for several
 * @param said what it may call that host beside its name; null: nothing else
 * @param session the hash of a browser's session; null: it is none
 * @param stillAllowed whether all of that still holds; streams without an end ask again
 */
public record Caller(
    String name,
    @Nullable String user,
    Set<Right> rights,
    Predicate<String> hosts,
    @Nullable String host,
    @Nullable String said,
    @Nullable String session,
    BooleanSupplier stillAllowed) {
  /** Whoever comes, where nobody is asked. */
  public static final Caller ANYBODY =
      new Caller(
          "anybody",
          null,
          Set.of(Right.NONE, Right.WRITE, Right.READ),
          host -> true,
          null,
          null,
          null,
          () -> true);

  /** Nobody who is known. */
  public static final Caller STRANGER =
      new Caller(
          "a stranger", null, Set.of(Right.NONE), host -> false, null, null, null, () -> true);

  /** Who can read the data folder, and so may do everything. */
  public static final Caller OPERATOR =
      new Caller(
          "operator", null, Set.of(Right.values()), host -> true, null, null, null, () -> true);

  public Caller {
    rights = Set.copyOf(rights);
  }

  public boolean may(Right right) {
    return rights.contains(right);
  }

  /** The name under which the store has a host that the caller calls so. */
  public String hostOf(String called) {
    return host != null && called.equals(said) ? host : called;
  }

  /** Refuses a delivery for a host that is not its own. */
  public void checkHost(String delivered) {
    if (hosts.test(delivered)) {
      return;
    }
    if (host != null) {
      throw new Refused(
          403,
          "this token is of host \""
              + host
              + "\", and the delivery is of host \""
              + delivered
              + "\"; that one is enrolled by a code of its own, or, if an agent gives values of"
              + " other hosts too, this one by a code that covers them: ./domestik enrol --host"
              + " 'GLOB'");
    }
    throw new Refused(
        403,
        "the token \""
            + name
            + "\" may not deliver for host \""
            + delivered
            + "\"; make one that may: ./domestik token new NAME --role write --host '"
            + delivered
            + "'");
  }
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.operation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operation is about.
 *
 * @param host a glob; for retire and unretire a name
 * @param probe a glob
 * @param now taken as the present; null: the clock's
 */
public record Target(String host, String probe, @Nullable Instant now) {
  /** Everything, at the clock's time. */
  public static final Target ALL = new Target("*", "*", null);
}

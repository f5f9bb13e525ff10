// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.command.place;

import java.time.InstantSource;
import org.domestik.storage.Storage;
import org.domestik.storage.access.AuditLine;

/**
 * Notes for the audit what a command does to a store itself, as a server notes what it is asked.
 */
public final class OperatorAudit {
  private OperatorAudit() {}

  /** Notes it. */
  public static void note(Storage storage, InstantSource clock, String what, String detail) {
    storage.access().note(new AuditLine(clock.instant(), "operator", "command", what, detail));
  }
}

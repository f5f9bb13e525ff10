// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import org.domestik.storage.sql.SqlFault;

/**
 * Has the pool leave a server that may only be read: who was demoted goes on to answer questions,
 * and would refuse each write for as long as the connection is kept.
 */
final class ReadOnlyServers implements SQLExceptionOverride {
  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException fault) {
    return SqlFault.READ_ONLY.equals(fault.getSQLState())
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }
}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.sql;

import java.util.logging.Logger;

/** Where this module writes what an operator should know. */
public final class Log {
  public static final Logger LOGGER = Logger.getLogger("org.domestik.storage");

  private Log() {}
}

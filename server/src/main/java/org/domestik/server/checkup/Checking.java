// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.server.checkup;

import java.util.List;
import org.domestik.server.config.ServerConfig;

/** Looks after the files of one concern; changes nothing, and needs no store. */
@FunctionalInterface
interface Checking {
  /** What is wrong, each with its file, and its line where it has one. */
  List<String> problems(ServerConfig config);
}

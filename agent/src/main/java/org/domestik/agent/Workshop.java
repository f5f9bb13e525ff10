// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent;

import java.time.InstantSource;
import org.domestik.lua.LuaFailure;

/** What all running probes share. */
record Workshop(
    AgentConfig config, Machine machine, InstantSource clock, Clashes clashes, Outbox outbox) {

  /** Compiles a script under this agent's settings and limits. */
  ProbeScript compile(ProbeFile file, String source) throws LuaFailure {
    ProbeHost host =
        new ProbeHost(machine, file.libraries(), probe -> config.settingsOf(file.name(), probe));
    return new ProbeScript(file, source, config.limits(), host);
  }
}

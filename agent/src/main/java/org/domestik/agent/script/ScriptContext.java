// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.script;

import java.time.InstantSource;
import org.domestik.agent.config.AgentConfig;
import org.domestik.agent.machine.Machine;
import org.domestik.agent.outbox.Outbox;
import org.domestik.agent.outbox.Outboxes;
import org.domestik.lua.LuaFailure;

/** What all running probes share. */
public record ScriptContext(
    AgentConfig config, Machine machine, InstantSource clock, KeyClaims claims, Outboxes outboxes) {

  /** The outbox of the agent's own host. */
  public Outbox outbox() {
    return outboxes.own();
  }

  /** Compiles a script under this agent's settings and limits. */
  public ProbeScript compile(ProbeFile file, String source) throws LuaFailure {
    ProbeHost host =
        new ProbeHost(machine, file.libraries(), probe -> config.settingsOf(file.name(), probe));
    return new ProbeScript(file, source, config.limits(), host);
  }
}

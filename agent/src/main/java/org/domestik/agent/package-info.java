// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * dmkcheckd: runs probes when they are due, spools what they return, ships it to the server.
 *
 * <p>{@link org.domestik.agent.Agent} watches the probe folders and keeps one {@link
 * org.domestik.agent.schedule.RunningProbe} a script; each puts its samples into the {@link
 * org.domestik.agent.outbox.Outbox}, from which the {@link org.domestik.agent.delivery.Courier}
 * takes them to the {@link org.domestik.agent.spool.Spool} and from there to the server.
 */
@NullMarked
package org.domestik.agent;

import org.jspecify.annotations.NullMarked;

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.agent.machine;

import org.domestik.model.ProbeDescription;
import org.domestik.model.Sample;
import org.jspecify.annotations.Nullable;

/**
 * What a run gave for one server-side probe.
 *
 * @param probe the server-side probe fed
 * @param sample null: there is nothing to measure here
 * @param description null where the author gave none
 */
public record Reading(
    String probe, @Nullable Sample sample, @Nullable ProbeDescription description) {}

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** When scripts run, and on which threads. */
@NullMarked
package org.domestik.agent.schedule;

import org.jspecify.annotations.NullMarked;

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The agent's log. */
@NullMarked
package org.domestik.agent.log;

import org.jspecify.annotations.NullMarked;

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Reads the little JSON that comes to an agent. */
@NullMarked
package org.domestik.agent.json;

import org.jspecify.annotations.NullMarked;

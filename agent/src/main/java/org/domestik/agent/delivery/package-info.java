// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The way to the server: what is spooled goes there, the probes it distributes come back. */
@NullMarked
package org.domestik.agent.delivery;

import org.jspecify.annotations.NullMarked;

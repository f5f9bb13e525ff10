// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The ways out: what an alert says, to whom, and how it gets there. Knows nothing of rules. */
@NullMarked
package org.domestik.server.notify;

import org.jspecify.annotations.NullMarked;

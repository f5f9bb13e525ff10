// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What time it is: this machine's clock, the server's, and one that never jumps. */
@NullMarked
package org.domestik.agent.clock;

import org.jspecify.annotations.NullMarked;

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Munin's plugins as scripts. */
@NullMarked
package org.domestik.agent.munin;

import org.jspecify.annotations.NullMarked;

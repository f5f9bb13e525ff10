// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** From whatever way samples come in to the store: turns, rights, limits, counts. */
@NullMarked
package org.domestik.server.intake;

import org.jspecify.annotations.NullMarked;

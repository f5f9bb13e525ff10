// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Agents as they are: each with its own connection, token and spool. */
@NullMarked
package org.domestik.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;

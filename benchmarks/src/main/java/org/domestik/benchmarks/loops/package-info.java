// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Hot loops by themselves. */
@NullMarked
package org.domestik.benchmarks.loops;

import org.jspecify.annotations.NullMarked;

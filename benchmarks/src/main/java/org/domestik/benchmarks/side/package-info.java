// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Those that are compared: Domestik on its stores, rivals and limits. */
@NullMarked
package org.domestik.benchmarks.side;

import org.jspecify.annotations.NullMarked;

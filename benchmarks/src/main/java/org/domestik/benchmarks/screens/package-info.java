// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Pages in a real browser. */
@NullMarked
package org.domestik.benchmarks.screens;

import org.jspecify.annotations.NullMarked;

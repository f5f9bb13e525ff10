// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Domestik beside its rivals, measured alternately in one run; see README.md. */
@NullMarked
package org.domestik.benchmarks;

import org.jspecify.annotations.NullMarked;

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What is measured, and how it is told: processes, times, tables of results. */
@NullMarked
package org.domestik.benchmarks.measure;

import org.jspecify.annotations.NullMarked;

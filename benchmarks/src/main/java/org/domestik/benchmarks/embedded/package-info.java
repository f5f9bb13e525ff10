// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The embedded store by itself, without a server. */
@NullMarked
package org.domestik.benchmarks.embedded;

import org.jspecify.annotations.NullMarked;

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Questions about whole servers, sides alternating. */
@NullMarked
package org.domestik.benchmarks.server;

import org.jspecify.annotations.NullMarked;

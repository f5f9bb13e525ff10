// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** What is sent: a fleet's rows, as bodies of requests, by some senders at once. */
@NullMarked
package org.domestik.benchmarks.load;

import org.jspecify.annotations.NullMarked;

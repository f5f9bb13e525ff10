// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** A server-side probe written in Java, to start your own from. */
@NullMarked
package org.domestik.examples;

import org.jspecify.annotations.NullMarked;

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What agent and server agree on: samples, names, keys and what is wrong with them. What travels is
 * in {@code delivery}, what a probe says about itself in {@code description}.
 *
 * <p>All types are immutable and safe to share between threads.
 */
@NullMarked
package org.domestik.model;

import org.jspecify.annotations.NullMarked;

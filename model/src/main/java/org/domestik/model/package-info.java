// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What agent and server agree on: {@link org.domestik.model.Batch} is what travels, {@link
 * org.domestik.model.ProbeDescription} is what a probe says about itself.
 *
 * <p>All types are immutable and safe to share between threads.
 */
@NullMarked
package org.domestik.model;

import org.jspecify.annotations.NullMarked;

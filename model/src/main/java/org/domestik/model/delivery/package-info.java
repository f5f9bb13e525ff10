// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What an agent delivers: samples, buckets of what it had no room for, and runs of scripts; and its
 * form on the wire.
 */
@NullMarked
package org.domestik.model.delivery;

import org.jspecify.annotations.NullMarked;

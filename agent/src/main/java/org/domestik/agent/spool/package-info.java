// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Samples on disk until the server has acknowledged them; where there is no room, buckets in their
 * place.
 */
@NullMarked
package org.domestik.agent.spool;

import org.jspecify.annotations.NullMarked;

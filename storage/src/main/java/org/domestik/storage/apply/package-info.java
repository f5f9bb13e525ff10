// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Brings what was accepted into the tables, once, in groups; and what a crash left in the journal.
 */
@NullMarked
package org.domestik.storage.apply;

import org.jspecify.annotations.NullMarked;

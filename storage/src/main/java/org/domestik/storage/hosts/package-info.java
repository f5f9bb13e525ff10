// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Hosts: whether they still report, whether their clocks and their words go with others, and how
 * one is removed.
 */
@NullMarked
package org.domestik.storage.hosts;

import org.jspecify.annotations.NullMarked;

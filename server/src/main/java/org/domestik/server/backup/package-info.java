// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** Backups: one file with the samples and the configuration, made, checked and put back. */
@NullMarked
package org.domestik.server.backup;

import org.jspecify.annotations.NullMarked;

// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** The data folder: who holds it, and who may read what is in it. */
@NullMarked
package org.domestik.server.folder;

import org.jspecify.annotations.NullMarked;

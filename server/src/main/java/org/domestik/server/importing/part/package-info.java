// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

/** A file read part by part, each of which becomes batches that are delivered by themselves. */
@NullMarked
package org.domestik.server.importing.part;

import org.jspecify.annotations.NullMarked;

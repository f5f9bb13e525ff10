// Copyright The Domestik Authors
// SPDX-License-Identifier: Apache-2.0

package org.domestik.storage.archive;

/** A probe and a host, by their numbers. */
record SeriesOwner(int probe, int host) {}
